# psql with a notice, an error and a COPY.
$PROCESS_RUN psql -X "$DBSPAN_TEST_PG_URL" <<SQL
SELECT 1;
DO \$\$ BEGIN RAISE NOTICE 'noticed'; END \$\$;
SELECT nothing;
COPY (SELECT g FROM generate_series(1, 3) g) TO STDOUT;
SQL
echo "status $?"
