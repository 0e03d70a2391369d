# Perl: DBD::Pg, with statements that are prepared on the server.
run() {
  $TRACED perl -MDBI -we '
    my $db = DBI->connect("dbi:Pg:", undef, undef, {RaiseError => 1, PrintError => 0, AutoCommit => 1});
    $db->do("CREATE TEMPORARY TABLE items (id INT, name TEXT)");
    my $add = $db->prepare("INSERT INTO items VALUES (?, ?)");
    $add->execute($_, "item $_") for 1 .. 5;
    print join(",", map { "@$_" } @{$db->selectall_arrayref("SELECT * FROM items WHERE id > ? ORDER BY id", undef, 2)}), "\n";
    $db->begin_work;
    $db->do("DELETE FROM items");
    $db->rollback;
    print $db->selectrow_array("SELECT count(*) FROM items"), "\n";
    eval { $db->do("SELECT nothing") };
    print $db->state, " ", $@;
    $db->do("COPY items TO STDOUT");
    my $line;
    print $line while $db->pg_getcopydata($line) >= 0;
    $db->disconnect;
  '
}
