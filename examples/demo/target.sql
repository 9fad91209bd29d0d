-- The new system's tables. Plain SQL that SQLite and PostgreSQL both take.
-- Every row keeps legacy_id and source: where it came from. Money has two places, quantities are whole.

CREATE TABLE organisation (
    org_id      VARCHAR(40)  NOT NULL PRIMARY KEY,
    name        VARCHAR(200),
    tax_id      VARCHAR(40),
    address     VARCHAR(300),
    city        VARCHAR(60)
);

CREATE TABLE customer (
    customer_id  VARCHAR(40)  NOT NULL PRIMARY KEY,
    org_id       VARCHAR(40)  REFERENCES organisation (org_id),
    kind         VARCHAR(20)  NOT NULL CHECK (kind IN ('person', 'organisation', 'contact')),
    customer_key VARCHAR(120),
    name         VARCHAR(200),
    contact      VARCHAR(100),
    phone        VARCHAR(40),
    tax_id       VARCHAR(40),
    email        VARCHAR(200),
    address      VARCHAR(300),
    city         VARCHAR(60),
    owner        VARCHAR(60),
    created      VARCHAR(30),
    last_seen    VARCHAR(30)
);

CREATE TABLE contact (
    contact_id  VARCHAR(300) NOT NULL PRIMARY KEY,
    customer_id VARCHAR(40)  NOT NULL REFERENCES customer (customer_id),
    kind        VARCHAR(20)  NOT NULL,
    value       VARCHAR(200) NOT NULL
);

CREATE TABLE crm_order (
    order_id    VARCHAR(60)   NOT NULL PRIMARY KEY,
    legacy_id   VARCHAR(40)   NOT NULL,
    source      VARCHAR(40)   NOT NULL,
    customer_id VARCHAR(40)   NOT NULL REFERENCES customer (customer_id),
    order_date  VARCHAR(30)   NOT NULL,
    currency    VARCHAR(3)    NOT NULL,
    amount      NUMERIC(18,2) NOT NULL,
    status      VARCHAR(20),
    owner       VARCHAR(60)
);

CREATE TABLE order_line (
    order_line_id VARCHAR(60)   NOT NULL PRIMARY KEY,
    legacy_id     VARCHAR(40)   NOT NULL,
    source        VARCHAR(40)   NOT NULL,
    order_id      VARCHAR(60)   NOT NULL REFERENCES crm_order (order_id),
    product_ref   VARCHAR(40),
    text          VARCHAR(200),
    quantity      NUMERIC(12,0) NOT NULL,
    price         NUMERIC(18,2) NOT NULL,
    amount        NUMERIC(18,2) NOT NULL
);

CREATE TABLE payment (
    payment_id  VARCHAR(60)   NOT NULL PRIMARY KEY,
    legacy_id   VARCHAR(40)   NOT NULL,
    source      VARCHAR(40)   NOT NULL,
    order_id    VARCHAR(60)   NOT NULL REFERENCES crm_order (order_id),
    date        VARCHAR(30)   NOT NULL,
    currency    VARCHAR(3)    NOT NULL,
    amount      NUMERIC(18,2) NOT NULL,
    category    VARCHAR(40)
);

CREATE TABLE ticket (
    ticket_id   VARCHAR(60)  NOT NULL PRIMARY KEY,
    legacy_id   VARCHAR(40)  NOT NULL,
    source      VARCHAR(40)  NOT NULL,
    customer_id VARCHAR(40)  NOT NULL REFERENCES customer (customer_id),
    text        VARCHAR(500),
    status      VARCHAR(20),
    created     VARCHAR(30),
    updated     VARCHAR(30),
    owner       VARCHAR(60)
);

CREATE TABLE interaction (
    interaction_id VARCHAR(60)  NOT NULL PRIMARY KEY,
    legacy_id      VARCHAR(40)  NOT NULL,
    source         VARCHAR(40)  NOT NULL,
    customer_id    VARCHAR(40)  NOT NULL REFERENCES customer (customer_id),
    category       VARCHAR(40),
    text           VARCHAR(500),
    date           VARCHAR(30),
    owner          VARCHAR(60)
);

CREATE INDEX crm_order_customer ON crm_order (customer_id);
CREATE INDEX order_line_order ON order_line (order_id);
