# Perl: DBD::mysql.
run() {
  $TRACED perl -MDBI -we '
    my $db = DBI->connect("dbi:mysql:database=$ENV{MYSQL_DATABASE};host=$ENV{MYSQL_HOST};port=$ENV{MYSQL_TCP_PORT}", $ENV{MYSQL_USER},
                          $ENV{MYSQL_PASSWORD}, {RaiseError => 1, PrintError => 0, mysql_server_prepare => 1});
    $db->do("CREATE TEMPORARY TABLE items (id INT PRIMARY KEY, name VARCHAR(20))");
    my $add = $db->prepare("INSERT INTO items VALUES (?, ?)");
    $add->execute($_, "item $_") for 1 .. 5;
    print join(",", map { "@$_" } @{$db->selectall_arrayref("SELECT * FROM items WHERE id > ? ORDER BY id", undef, 2)}), "\n";
    $db->begin_work;
    $db->do("DELETE FROM items");
    $db->rollback;
    eval { $db->do("SELECT nothing") };
    print $db->err, " ", $@;
    eval { $add->execute(1, "again") };
    print $db->err, "\n";
    print $db->ping, "\n";
    $db->disconnect;
  '
}
