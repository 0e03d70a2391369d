// Uses the C++ library SOCI: soci CONNECTION-STRING
#include <soci/soci.h>

#include <iostream>
#include <string>
#include <vector>

int main(int, char** argv) {
  soci::session sql{argv[1]};
  sql << "DROP TABLE IF EXISTS soci_items";
  sql << "CREATE TABLE soci_items (id INT PRIMARY KEY, name VARCHAR(20))";
  std::vector<int> ids{1, 2, 3};
  std::vector<std::string> names{"tea", "milk", "O'Hara"};
  sql << "INSERT INTO soci_items VALUES (:id, :name)", soci::use(ids), soci::use(names);
  int count = 0;
  sql << "SELECT count(*) FROM soci_items", soci::into(count);
  std::cout << count << '\n';
  const soci::rowset<soci::row> rows = sql.prepare << "SELECT id, name FROM soci_items ORDER BY id";
  for (const soci::row& row : rows)
    std::cout << row.get<int>(0) << ' ' << row.get<std::string>(1) << '\n';
  int id = 2;
  std::string name;
  soci::statement one = (sql.prepare << "SELECT name FROM soci_items WHERE id = :id", soci::use(id),
                         soci::into(name));
  for (id = 1; id <= 4; ++id) std::cout << one.execute(true) << ' ' << name << '\n';
  try {
    soci::transaction transaction{sql};
    sql << "INSERT INTO soci_items VALUES (1, 'again')";
  } catch (const soci::soci_error& error) {
    std::cout << error.get_error_category() << '\n';
  }
  sql << "DROP TABLE soci_items";
}
