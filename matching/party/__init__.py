"""The three kinds of party: person, organisation, contact at an organisation."""
