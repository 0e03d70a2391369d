# Ruby's mysql2.
run() {
  $TRACED ruby -e '
    require "mysql2"
    client = Mysql2::Client.new(host: ENV["MYSQL_HOST"], port: ENV["MYSQL_TCP_PORT"].to_i, username: ENV["MYSQL_USER"],
                                password: ENV["MYSQL_PASSWORD"], database: ENV["MYSQL_DATABASE"])
    client.query("CREATE TEMPORARY TABLE items (id INT PRIMARY KEY, name VARCHAR(20))")
    add = client.prepare("INSERT INTO items VALUES (?, ?)")
    3.times { |i| add.execute(i, "item #{i}") }
    client.query("SELECT * FROM items").each { |row| p row }
    client.query("SELECT * FROM items", stream: true, cache_rows: false).each { |row| p row }
    client.prepare("SELECT name FROM items WHERE id > ?").execute(0).each { |row| p row }
    begin
      client.query("SELECT nothing")
    rescue Mysql2::Error => error
      p error.error_number, error.message
    end
    client.close
  '
}
