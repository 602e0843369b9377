# RODBC against the local Lakebase.  Prints TAP.
#
# RODBC binds the columns of a result by their size, gives every parameter a buffer of the size that SQLColumns says,
# and asks SQLGetTypeInfo, SQLTables, SQLColumns and SQLPrimaryKeys by itself.  A column without a size is read as 255
# characters and written as none, so its connections want DefaultStringColumnLength.
suppressPackageStartupMessages(library(RODBC))
options(warn = 1, digits = 15)

dsn <- Sys.getenv("LB_TEST_DSN")
name <- function(stem) sprintf("r_%s_%d", stem, Sys.getpid())
channel <- function(more = "DefaultStringColumnLength=65535")
	odbcDriverConnect(paste0("DSN=", dsn, ";", more), readOnlyOptimize = FALSE)

ch <- channel()
if (!inherits(ch, "RODBC")) {
	cat("not ok 1 - RODBC connects\n")
	quit("no", 1)
}

# What odbcQuery and its kin give is a text when it failed.
run <- function(sql, on = ch) {
	got <- sqlQuery(on, sql, stringsAsFactors = FALSE, as.is = FALSE)
	if (is.character(got) && length(got)) stop(paste(got, collapse = " "))
	got
}
cell <- function(sql) run(sql)[[1]]
check <- function(got, want) {
	same <- all.equal(got, want, check.attributes = FALSE)
	if (!isTRUE(same) || length(got) != length(want))
		stop(paste("expected", paste(deparse(want), collapse = ""), "got", paste(deparse(got), collapse = "")))
}
with_table <- function(stem, columns, body) {
	t <- name(stem)
	run(sprintf("create table %s (%s)", t, columns))
	on.exit(sqlQuery(ch, paste("drop table if exists", t)))
	body(t)
}

fox <- "José 京 🦊 𠮷"

tests <- list(
	"says what it is connected to" = function() {
		info <- odbcGetInfo(ch)
		check(unname(info["DBMS_Name"]), "PostgreSQL")
		check(unname(info["Data_Source_Name"]), dsn)
		check(unname(info["Driver_ODBC_Ver"]), "03.80")
	},
	"lists tables, columns and keys" = function() {
		check(sqlTables(ch, schema = "sales", tableType = "TABLE")$TABLE_NAME, c("customers", "orders", "products"))
		columns <- sqlColumns(ch, "customers", schema = "sales")
		check(columns$COLUMN_NAME, c("id", "name", "city", "country", "since"))
		check(columns$COLUMN_SIZE, c(10, 20, 10, 12, 10))
		check(sqlPrimaryKeys(ch, "customers", schema = "sales")$COLUMN_NAME, "id")
		check(sqlTypeInfo(ch, "date")$TYPE_NAME[1], "date")
	},
	"reads a table into a data frame" = function() {
		got <- sqlFetch(ch, "sales.customers", max = 2, stringsAsFactors = FALSE)
		check(got$id, 1:2)
		check(got$name, c("Ada Lovelace", "José Ñandú"))
		check(got$since, as.Date(c("2021-12-10", "2022-03-01")))
	},
	"types become R's types" = function() {
		got <- run("select 7::smallint i2, 12345678901::bigint i8, 1.25::numeric(8,2) n, 0.1::float8 f8, true b,
			date '2024-02-29' d, timestamp '2024-02-29 12:34:56' ts, 'x'::char(3) c, '\\x00ff'::bytea bin,
			null::integer nothing")
		check(got$i2, 7)
		check(got$i8, 12345678901)
		check(got$n, 1.25)
		check(got$f8, 0.1)
		check(got$b, 1)
		check(got$d, as.Date("2024-02-29"))
		check(format(got$ts, "%Y-%m-%d %H:%M:%S"), "2024-02-29 12:34:56")
		check(got$c, "x  ")
		check(unclass(got$bin)[[1]], as.raw(c(0, 255)))
		check(is.na(got$nothing), TRUE)
	},
	"makes a table of a data frame and reads it back" = function() {
		t <- name("saved")
		df <- data.frame(id = 1:3, txt = c("a", fox, NA), x = c(1.5, NA, 1e300), d = as.Date("2024-02-29") + 0:2,
			stringsAsFactors = FALSE)
		on.exit(sqlQuery(ch, paste("drop table if exists", t)))
		sqlSave(ch, df, t, rownames = FALSE, varTypes = c(d = "date"))
		sqlSave(ch, df, t, rownames = FALSE, append = TRUE)
		sqlSave(ch, df, t, rownames = FALSE, append = TRUE, fast = FALSE)
		got <- run(sprintf("select * from %s order by id", t))
		check(got$id, rep(1:3, each = 3))
		check(got$txt[c(1, 4, 7)], c("a", fox, NA))
		check(got$x[c(1, 4, 7)], df$x)
		check(got$d[c(1, 4, 7)], df$d)
	},
	"text without a length is read and written whole" = function() {
		with_table("text", "id integer primary key, t text, v varchar, j jsonb", function(t) {
			long <- strrep("x", 60000)
			run(sprintf("insert into %s values (1, repeat('y', 60000), '', '{}'), (2, 'b', 'c', null)", t))
			check(nchar(run(sprintf("select t from %s where id = 1", t))$t), 60000)
			sqlUpdate(ch, data.frame(id = 1:2, t = c(long, fox), v = c("v", NA), stringsAsFactors = FALSE), t, index = "id")
			got <- run(sprintf("select t, v from %s order by id", t))
			check(got$t, c(long, fox))
			check(got$v, c("v", NA))
		})
	},
	"many rows go in and come out" = function() {
		with_table("many", "id integer, x float8, s varchar(20)", function(t) {
			df <- data.frame(id = 1:3000, x = (1:3000) / 7, s = paste("row", 1:3000), stringsAsFactors = FALSE)
			sqlSave(ch, df, t, rownames = FALSE, append = TRUE)
			got <- sqlQuery(ch, sprintf("select * from %s order by id", t), stringsAsFactors = FALSE, rows_at_time = 1000)
			check(got$x, df$x)
			check(got$s, df$s)
			check(nrow(sqlQuery(ch, sprintf("select * from %s", t), max = 10)), 10)
			check(nrow(sqlGetResults(ch)), 2990)
		})
	},
	"transactions" = function() {
		with_table("tran", "i integer", function(t) {
			odbcSetAutoCommit(ch, FALSE)
			run(sprintf("insert into %s values (1)", t))
			odbcEndTran(ch, commit = FALSE)
			run(sprintf("insert into %s values (2)", t))
			odbcEndTran(ch, commit = TRUE)
			odbcSetAutoCommit(ch, TRUE)
			check(cell(sprintf("select i from %s", t)), 2)
		})
	},
	"an error has the server's words, and the connection goes on" = function() {
		got <- sqlQuery(ch, "select nope")
		check(grepl("42S22.*column \"nope\" does not exist", got[1]), TRUE)
		check(cell("select 1"), 1)
	},
	"a value that does not fit is named" = function() {
		with_table("fit", "a integer, b float8", function(t) {
			try(sqlSave(ch, data.frame(a = 1L, b = "two"), t, rownames = FALSE, append = TRUE), silent = TRUE)
			got <- paste(odbcGetErrMsg(ch), collapse = " ")
			check(grepl("22018.*Parameter 2 cannot be read as float8", got), TRUE)
		})
	},
	"a data source that is not there" = function() {
		got <- tryCatch(odbcDriverConnect("DSN=r_has_no_such"), warning = conditionMessage)
		check(grepl("IM002", got), TRUE)
	},
	"the connection string has no password of the data source" = function() {
		other <- odbcDriverConnect("DSN=lakebase-password")
		on.exit(odbcClose(other))
		check(sqlQuery(other, "select current_user::text u", as.is = TRUE)$u, Sys.getenv("LB_NATIVE_USER"))
		check(grepl(Sys.getenv("LB_NATIVE_PASSWORD"), attr(other, "connection.string"), fixed = TRUE), FALSE)
	}
)

failed <- FALSE
n <- 0
for (title in names(tests)) {
	n <- n + 1
	error <- tryCatch({
		tests[[title]]()
		NULL
	}, error = function(e) conditionMessage(e), warning = function(w) paste("warning:", conditionMessage(w)))
	if (is.null(error)) {
		cat(sprintf("ok %d - %s\n", n, title))
	} else {
		failed <- TRUE
		cat(sprintf("not ok %d - %s\n#   %s\n", n, title, gsub("\n", "\n#   ", substr(error, 1, 600))))
	}
}
cat(sprintf("1..%d\n", n))
odbcClose(ch)
quit("no", if (failed) 1 else 0)
