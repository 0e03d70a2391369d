CREATE USER dbspan@'%' IDENTIFIED BY 'dbspan-password';
GRANT ALL ON *.* TO dbspan@'%' WITH GRANT OPTION;
