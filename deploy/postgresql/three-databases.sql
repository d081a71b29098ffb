-- Content is made by the server's own start (POSTGRES_DB); the other two beside it. They never commit as one (docs/adr/0004).
CREATE DATABASE keyring;
CREATE DATABASE volatile;
