/* MySQL 8 dropped my_bool for bool; this is the one place that knows. For the database module only. */
#ifndef LOREHALL_STORE_SQL_BOOL_H
#define LOREHALL_STORE_SQL_BOOL_H

#include <mysql.h>
#include <stdbool.h>

#if defined(MARIADB_BASE_VERSION) || (defined(MYSQL_VERSION_ID) && MYSQL_VERSION_ID < 80000)
typedef my_bool sql_bool;
#else
typedef bool sql_bool;
#endif

#endif
