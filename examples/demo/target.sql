-- The new system's own schema, of another shape than the exports: other tables, names and codes, real dates,
-- lengths, lists of values, one account for each customer key. Plain SQL for SQLite, PostgreSQL and MariaDB.

CREATE TABLE company (
    company_no  VARCHAR(20)  NOT NULL PRIMARY KEY,
    title       VARCHAR(120),
    tax_no      VARCHAR(20),
    street      VARCHAR(120),
    city        VARCHAR(40)
);

CREATE TABLE account (
    account_no      VARCHAR(20)  NOT NULL PRIMARY KEY,
    company_no      VARCHAR(20),
    kind            VARCHAR(10)  NOT NULL CHECK (kind IN ('PERSON', 'COMPANY', 'CONTACT')),
    match_key       VARCHAR(80)  UNIQUE,
    display_name    VARCHAR(80)  NOT NULL,
    contact_name    VARCHAR(60),
    phone           VARCHAR(30),
    tax_no          VARCHAR(20),
    email           VARCHAR(100),
    street          VARCHAR(120),
    city            VARCHAR(40),
    sales_rep       VARCHAR(40)  NOT NULL,
    opened_on       DATE,
    last_contact_on DATE,
    origin          VARCHAR(20)  NOT NULL,
    FOREIGN KEY (company_no) REFERENCES company (company_no)
);

CREATE TABLE contact_point (
    point_no   VARCHAR(120) NOT NULL PRIMARY KEY,
    account_no VARCHAR(20)  NOT NULL,
    kind       VARCHAR(10)  NOT NULL CHECK (kind IN ('PHONE', 'EMAIL', 'FAX')),
    value      VARCHAR(100) NOT NULL,
    FOREIGN KEY (account_no) REFERENCES account (account_no)
);

CREATE TABLE legacy_number (
    legacy_no  VARCHAR(60)  NOT NULL PRIMARY KEY,
    account_no VARCHAR(20)  NOT NULL,
    FOREIGN KEY (account_no) REFERENCES account (account_no)
);

CREATE TABLE sales_order (
    order_no   VARCHAR(40)   NOT NULL PRIMARY KEY,
    legacy_no  VARCHAR(20)   NOT NULL,
    account_no VARCHAR(20)   NOT NULL,
    ordered_on DATE          NOT NULL,
    currency   VARCHAR(3)    NOT NULL CHECK (currency IN ('CNY', 'USD', 'EUR', 'HKD', 'GBP', 'SGD')),
    total      NUMERIC(14,2) NOT NULL,
    state      VARCHAR(10)   NOT NULL CHECK (state IN ('UNPAID', 'PAID', 'SHIPPED', 'DONE', 'CANCELLED')),
    sales_rep  VARCHAR(40),
    FOREIGN KEY (account_no) REFERENCES account (account_no)
);

CREATE TABLE sales_order_item (
    item_no    VARCHAR(40)   NOT NULL PRIMARY KEY,
    order_no   VARCHAR(40)   NOT NULL,
    product_no VARCHAR(20),
    title      VARCHAR(80),
    quantity   INTEGER       NOT NULL,
    unit_price NUMERIC(14,2) NOT NULL,
    line_total NUMERIC(14,2) NOT NULL,
    FOREIGN KEY (order_no) REFERENCES sales_order (order_no)
);

CREATE TABLE receipt (
    receipt_no  VARCHAR(40)   NOT NULL PRIMARY KEY,
    order_no    VARCHAR(40)   NOT NULL,
    received_on DATE          NOT NULL,
    currency    VARCHAR(3)    NOT NULL,
    amount      NUMERIC(14,2) NOT NULL,
    method      VARCHAR(10)   NOT NULL CHECK (method IN ('BANK', 'CASH', 'WECHAT', 'ALIPAY')),
    FOREIGN KEY (order_no) REFERENCES sales_order (order_no)
);

CREATE TABLE service_case (
    case_no    VARCHAR(40)  NOT NULL PRIMARY KEY,
    account_no VARCHAR(20)  NOT NULL,
    subject    VARCHAR(200) NOT NULL,
    state      VARCHAR(10)  NOT NULL CHECK (state IN ('OPEN', 'CLOSED')),
    opened_on  DATE         NOT NULL,
    closed_on  DATE,
    agent      VARCHAR(40),
    FOREIGN KEY (account_no) REFERENCES account (account_no)
);

CREATE TABLE activity (
    activity_no VARCHAR(40)  NOT NULL PRIMARY KEY,
    account_no  VARCHAR(20)  NOT NULL,
    channel     VARCHAR(10)  NOT NULL CHECK (channel IN ('PHONE', 'VISIT', 'WECHAT', 'EMAIL')),
    note        VARCHAR(200),
    happened_on DATE         NOT NULL,
    agent       VARCHAR(40),
    FOREIGN KEY (account_no) REFERENCES account (account_no)
);

CREATE INDEX sales_order_account ON sales_order (account_no);
CREATE INDEX sales_order_item_order ON sales_order_item (order_no);
