# Ruby's pg.
run() {
  $TRACED ruby -e '
    require "pg"
    connection = PG.connect
    connection.exec("CREATE TEMPORARY TABLE items (id INT, name TEXT)")
    connection.prepare("add", "INSERT INTO items VALUES ($1, $2)")
    3.times { |i| connection.exec_prepared("add", [i, "item #{i}"]) }
    connection.exec_params("SELECT * FROM items WHERE id > $1", [0]) { |result| result.each { |row| p row } }
    begin
      connection.transaction { connection.exec("SELECT nothing") }
    rescue PG::Error => error
      puts error.message, error.result.error_field(PG::Result::PG_DIAG_SQLSTATE)
    end
    connection.send_query("SELECT g FROM generate_series(1, 5) g")
    connection.set_single_row_mode
    connection.get_result.stream_each { |row| p row }
    while connection.get_result; end
    connection.copy_data("COPY items FROM STDIN") { connection.put_copy_data("7\tseven\n") }
    p connection.exec("SELECT count(*) FROM items").values
    connection.close
  '
}
