<?php
// PDO_ODBC and PHP's odbc_ functions against the local Lakebase.  Prints TAP.
//
// A test is a function below whose name begins with test_; it gets a PDO connection in autocommit.  Both extensions call
// the functions without W, so every text is the bytes of its UTF-8.
declare(strict_types=1);

const FOX = 'José 京 🦊 𠮷';
define('DSN', getenv('LB_TEST_DSN'));
define('TABLE', 'php_' . getmypid());

function shown($v): string
{
	$text = var_export($v, true);
	return strlen($text) > 600 ? strlen($text) . ' characters beginning with ' . substr($text, 0, 200) : $text;
}

function check($got, $want, string $what = ''): void
{
	if ($got !== $want)
		throw new Exception(($what ? "$what: " : '') . 'expected ' . shown($want) . ', got ' . shown($got));
}

function fails(string $state, callable $call): string
{
	try {
		$call();
	} catch (PDOException $e) {
		check(preg_match('/^SQLSTATE\[(\w+)\]/', $e->getMessage(), $found) ? $found[1] : '', $state, $e->getMessage());
		return $e->getMessage();
	}
	throw new Exception("expected $state, got nothing");
}

function connection(array $more = [], string $target = ''): PDO
{
	return new PDO('odbc:' . ($target ?: 'DSN=' . DSN), null, null, $more + [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION]);
}

function one(PDO $db, string $sql, array $values = [])
{
	$st = $db->prepare($sql);
	$st->execute($values);
	$value = $st->fetchColumn();
	$st->closeCursor();
	return $value;
}

function table(PDO $db, string $columns): void
{
	$db->exec('drop table if exists ' . TABLE);
	$db->exec('create table ' . TABLE . " ($columns)");
}

function rows(PDO $db, string $sql): array
{
	return $db->query($sql)->fetchAll(PDO::FETCH_NUM);
}

function test_connect_without_a_dsn(PDO $db): void
{
	check(one(connection([], getenv('LB_BY_OAUTH')), 'select current_user'), getenv('LB_CLIENT_ID'));
}

function test_connect_by_name_user_and_password(PDO $db): void
{
	$other = new PDO('odbc:lakebase-password', getenv('LB_NATIVE_USER'), getenv('LB_NATIVE_PASSWORD'));
	check(one($other, 'select current_user'), getenv('LB_NATIVE_USER'));
}

function test_connect_fails_and_shows_no_secret(PDO $db): void
{
	$words = fails('28000', fn() => connection([], 'DSN=' . DSN . ';ClientSecret=dose-wrong'));
	check(strpos($words, 'dose-wrong'), false);
}

function test_ddl_and_insert_with_parameters(PDO $db): void
{
	table($db, 'id int primary key, t text, n numeric(8,2), d date, x bool');
	$insert = $db->prepare('insert into ' . TABLE . ' values (?, ?, ?, ?, ?)');
	$insert->execute([1, FOX, '12.50', '2024-02-29', '1']);
	check($insert->rowCount(), 1);
	$insert->execute([2, null, null, null, null]);
	$named = $db->prepare('insert into ' . TABLE . ' values (:id, :t, :n, null, false)');
	$named->execute([':id' => 3, ':n' => '0.01', ':t' => '']);
	check(rows($db, 'select * from ' . TABLE . ' order by id'), [['1', FOX, '12.50', '2024-02-29', '1'],
		['2', null, null, null, null], ['3', '', '0.01', null, '0']]);
}

const TYPES = [
	['true', '1'], ['(-32768)::int2', '-32768'], ['2147483647::int4', '2147483647'], ['9223372036854775807::int8', '9223372036854775807'],
	['2147483647::oid', '2147483647'], ['1.25::float4', '1.25'], ['0.1::float8', '0.1'], ['123.450::numeric(10,3)', '123.450'],
	['12345678901234567890123456789.5::numeric', '12345678901234567890123456789.5'], ["'12.50'::money", '12.50'],
	["'abc'::char(5)", 'abc  '], ["'" . FOX . "'::varchar(40)", FOX], ["'" . FOX . "'::text", FOX], ["''::text", ''],
	["'x'::\"char\"", 'x'], ["'n'::name", 'n'], ["'\\x00ff10'::bytea", '00ff10'], ["''::bytea", ''],
	["date '2024-02-29'", '2024-02-29'], ["time '23:59:58'", '23:59:58'],
	["timestamp '1999-12-31 23:59:59.000001'", '1999-12-31 23:59:59.000001'], ["timetz '12:00:00+02'", '12:00:00+02'],
	["interval '3 days 04:05:06'", '3 days 04:05:06'], ["interval '4-2' year to month", '4 years 2 mons'],
	["'00112233-4455-6677-8899-aabbccddeeff'::uuid", '00112233-4455-6677-8899-aabbccddeeff'],
	["'[1, 2]'::json", '[1, 2]'], ["'{\"a\":null}'::jsonb", '{"a": null}'], ["B'1011'", '1011'], ["B'101'::varbit", '101'],
	["'192.168.0.1/24'::inet", '192.168.0.1/24'], ["'10.0.0.0/8'::cidr", '10.0.0.0/8'],
	["'08:00:2b:01:02:03'::macaddr", '08:00:2b:01:02:03'], ["point '(1,2.5)'", '(1,2.5)'], ['array[1,null,3]', '{1,NULL,3}'],
	['int4range(1,5)', '[1,5)'], ["to_tsvector('simple', 'a b')", "'a':1 'b':2"], ["'0/16B3748'::pg_lsn", '0/16B3748'],
];

function test_every_base_type_and_its_null(PDO $db): void
{
	foreach (TYPES as [$expression, $want]) {
		$st = $db->prepare("select v, case when false then v end from (select $expression as v) t");
		for ($i = 0; $i < 3; $i++) { // text the first time, prepared and binary later
			$st->execute();
			[$got, $null] = $st->fetch(PDO::FETCH_NUM);
			check(strtolower($got), strtolower($want), $expression);
			check($null, null, $expression);
			$st->closeCursor();
		}
	}
}

function test_null_parameters_of_every_type(PDO $db): void
{
	foreach (explode(' ', 'bool int2 int4 int8 float8 numeric text bytea date time timestamp timestamptz interval uuid jsonb inet') as $type)
		check(one($db, "select cast(? as $type)", [null]), null, $type);
}

function test_bound_values_and_references(PDO $db): void
{
	$st = $db->prepare('select cast(? as int) + cast(? as bigint), cast(? as text), cast(? as bool), cast(? as numeric)');
	$number = 1;
	$st->bindParam(1, $number, PDO::PARAM_INT);
	$st->bindValue(2, 9000000000, PDO::PARAM_INT);
	$st->bindValue(3, FOX);
	$st->bindValue(4, true, PDO::PARAM_BOOL);
	$st->bindValue(5, '-0.001');
	for ($number = 1; $number < 5; $number++) {
		$st->execute();
		check($st->fetch(PDO::FETCH_NUM), [(string)(9000000000 + $number), FOX, '1', '-0.001']);
		$st->closeCursor();
	}
}

function test_parameters_without_a_cast(PDO $db): void
{
	check(one($db, 'select ? + 1', [41]), '42');
	check(one($db, "select ? || 'x'", ['a']), 'ax');
	check(one($db, 'select id from sales.customers where name = ?', ['Ada Lovelace']), '1');
	check(one($db, 'select count(*) from sales.customers where since < ?', ['2022-06-01']), '2');
	check(one($db, 'select count(*) from sales.customers where city = ?', [null]), '0');
}

function test_prepared_re_execution(PDO $db): void
{
	table($db, 'a int, b text');
	$insert = $db->prepare('insert into ' . TABLE . ' values (?, ?)');
	for ($i = 1; $i <= 50; $i++)
		$insert->execute([$i, $i % 5 ? str_repeat(FOX, $i) : null]);
	check(rows($db, 'select sum(a), count(b), sum(length(b)) from ' . TABLE)[0],
		['1275', '40', (string)(mb_strlen_utf8(FOX) * 1000)]);
	$select = $db->prepare('select b from ' . TABLE . ' where a = ?');
	foreach ([1, 49, 5, 7] as $i) {
		$select->execute([$i]);
		check($select->fetchAll(PDO::FETCH_COLUMN), [$i % 5 ? str_repeat(FOX, $i) : null]);
	}
}

function mb_strlen_utf8(string $text): int // without the mbstring extension
{
	return strlen($text) - preg_match_all('/[\x80-\xBF]/', $text);
}

function test_row_counts(PDO $db): void
{
	table($db, 'a int');
	check($db->exec('insert into ' . TABLE . ' select generate_series(1, 7)'), 7);
	check($db->exec('update ' . TABLE . ' set a = a where a > 5'), 2);
	check($db->exec('delete from ' . TABLE . ' where a > 100'), 0);
	$st = $db->prepare('delete from ' . TABLE . ' where a <= ?');
	$st->execute([3]);
	check($st->rowCount(), 3);
}

function test_long_text_in_and_out(PDO $db): void
{
	$text = str_repeat('0123456789abcde🦊', 60000);
	check(one($db, 'select length(cast(? as text))', [$text]), '960000');
	check(one($db, 'select cast(? as text)', [$text]) === $text, true);
	check(one($db, "select repeat('🦊', 300000)") === str_repeat('🦊', 300000), true);
	foreach ([254, 255, 256, 257, 511, 512, 4095, 4096, 4097, 8192] as $n) // around PDO's buffers
		check(one($db, "select repeat('x', $n)"), str_repeat('x', $n));
}

function test_long_bytes_from_a_stream(PDO $db): void
{
	$data = str_repeat(implode('', array_map('chr', range(0, 255))), 4000);
	table($db, 'id int, b bytea');
	$stream = fopen('php://memory', 'r+');
	fwrite($stream, $data);
	rewind($stream);
	$st = $db->prepare('insert into ' . TABLE . ' values (1, ?)');
	$st->bindParam(1, $stream, PDO::PARAM_LOB);
	$st->execute();
	check(rows($db, 'select length(b), md5(b) from ' . TABLE)[0], [(string)strlen($data), md5($data)]);
	check(hex2bin(one($db, 'select b from ' . TABLE)) === $data, true); // PDO takes everything as SQL_C_CHAR
	$st = $db->query('select b from ' . TABLE);
	$st->bindColumn(1, $out, PDO::PARAM_LOB);
	$st->fetch(PDO::FETCH_BOUND);
	check(hex2bin(is_resource($out) ? stream_get_contents($out) : $out) === $data, true);
}

function test_transactions(PDO $db): void
{
	table($db, 'id int primary key');
	$other = connection();
	$other->beginTransaction();
	$other->exec('insert into ' . TABLE . ' values (1)');
	$other->rollBack();
	$other->beginTransaction();
	$other->exec('insert into ' . TABLE . ' values (2)');
	fails('23505', fn() => $other->exec('insert into ' . TABLE . ' values (2)'));
	$other->exec('insert into ' . TABLE . ' values (3)'); // the error undid its own statement only
	check($other->inTransaction(), true);
	$other->commit();
	check($db->query('select id from ' . TABLE . ' order by id')->fetchAll(PDO::FETCH_COLUMN), ['2', '3']);
	$manual = connection([PDO::ATTR_AUTOCOMMIT => false]);
	$manual->exec('delete from ' . TABLE);
	$manual = null; // undone
	check(one($db, 'select count(*) from ' . TABLE), '2');
}

function test_errors_with_their_sqlstate(PDO $db): void
{
	table($db, 'id int primary key check (id > 0), t text not null');
	$db->exec('insert into ' . TABLE . " values (1, 'x')");
	fails('23505', fn() => $db->exec('insert into ' . TABLE . " values (1, 'x')"));
	fails('23502', fn() => $db->prepare('insert into ' . TABLE . ' values (?, ?)')->execute([2, null]));
	fails('23514', fn() => $db->exec('insert into ' . TABLE . " values (-2, 'x')"));
	fails('42S02', fn() => $db->query('select * from no_such_table'));
	fails('42S22', fn() => $db->query('select no_such_column from sales.customers'));
	fails('42000', fn() => $db->exec("select 'open"));
	fails('42601', fn() => $db->exec('selec'));
	fails('22012', fn() => one($db, 'select 1/0'));
	fails('22018', fn() => one($db, "select cast('abc' as uuid)"));
	$words = fails('P0001', fn() => $db->exec("do \$\$ begin raise exception 'all about it' using hint = 'try it'; end \$\$"));
	check(strpos($words, 'all about it; HINT: try it') > 0, true, $words);
	check(one($db, 'select 1'), '1');
}

function test_an_error_leaves_the_statement_usable(PDO $db): void
{
	$st = $db->prepare('select 10 / cast(? as int)');
	for ($i = 0; $i < 4; $i++) {
		fails('22012', function () use ($st) { $st->execute([0]); $st->fetch(); });
		$st->execute([5]);
		check($st->fetchColumn(), '2');
		$st->closeCursor();
	}
}

function test_several_results(PDO $db): void
{
	// varchar(9): PDO_ODBC frees the buffers of the last result, but a column it does not bind (a long one) stays bound to them
	$st = $db->query("select 1; select 'two'::varchar(9), 2; select 3 where false");
	check($st->fetchAll(PDO::FETCH_NUM), [['1']]);
	check($st->nextRowset(), true);
	check($st->columnCount(), 2);
	check($st->fetchAll(PDO::FETCH_NUM), [['two', '2']]);
	check($st->nextRowset(), true);
	check($st->fetchAll(PDO::FETCH_NUM), []);
	check($st->nextRowset(), false);
}

function test_output_parameters_of_a_call(PDO $db): void
{
	$db->exec('drop procedure if exists php_proc');
	$db->exec('create procedure php_proc(a int, inout b int, inout c text) language plpgsql as '
		. '$$ begin b := coalesce(b, 0) + a * 2; c := c || \'!\'; end $$');
	$st = $db->prepare('{call php_proc(?, ?, ?)}');
	$st->bindValue(1, 21, PDO::PARAM_INT);
	$st->bindParam(2, $number, PDO::PARAM_STR | PDO::PARAM_INPUT_OUTPUT, 20);
	$st->bindParam(3, $text, PDO::PARAM_STR | PDO::PARAM_INPUT_OUTPUT, 200);
	foreach ([['5', FOX, '47', FOX . '!'], [null, 'again', '42', 'again!'], ['1', '', '43', '!']] as [$number, $text, $sum, $loud]) {
		$st->execute();
		check([$number, $text], [$sum, $loud]);
	}
	$db->exec('drop procedure php_proc');
	$st = $db->prepare('{? = call length(?)}');
	$st->bindParam(1, $length, PDO::PARAM_STR | PDO::PARAM_INPUT_OUTPUT, 20);
	$st->bindValue(2, FOX);
	$st->execute();
	check($length, (string)mb_strlen_utf8(FOX));
}

function test_two_statements_at_once(PDO $db): void
{
	$a = $db->query('select generate_series(1, 3000)');
	$b = $db->query('select generate_series(1, 3000)');
	for ($i = 1; $i <= 3000; $i++)
		check([$a->fetchColumn(), $b->fetchColumn()], [(string)$i, (string)$i]);
}

function test_scrollable_cursor(PDO $db): void
{
	$st = $db->prepare('select generate_series(1, 10)', [PDO::ATTR_CURSOR => PDO::CURSOR_SCROLL]);
	$st->execute();
	check($st->fetch(PDO::FETCH_NUM, PDO::FETCH_ORI_LAST), ['10']);
	check($st->fetch(PDO::FETCH_NUM, PDO::FETCH_ORI_PRIOR), ['9']);
	check($st->fetch(PDO::FETCH_NUM, PDO::FETCH_ORI_ABS, 3), ['3']);
	check($st->fetch(PDO::FETCH_NUM, PDO::FETCH_ORI_REL, 2), ['5']);
	check($st->fetch(PDO::FETCH_NUM, PDO::FETCH_ORI_FIRST), ['1']);
}

function test_fetch_styles_and_names(PDO $db): void
{
	$st = $db->query('select id, name as "' . FOX . '" from sales.customers order by id');
	check(array_keys($st->fetch(PDO::FETCH_ASSOC)), ['id', FOX]);
	check($st->getColumnMeta(1)['name'], FOX);
	check(get_object_vars($st->fetch(PDO::FETCH_OBJ))['id'], '2');
}

function test_attributes(PDO $db): void
{
	check($db->getAttribute(PDO::ATTR_CLIENT_VERSION), 'ODBC-unixODBC');
	check(strpos($db->getAttribute(PDO::ATTR_SERVER_INFO), 'PostgreSQL') !== false, true);
	check((int)$db->getAttribute(PDO::ATTR_SERVER_VERSION) >= 14, true);
}

// ---- the odbc_ functions ----

function odbc_rows($result): array
{
	$all = [];
	while ($row = odbc_fetch_array($result))
		$all[] = $row;
	return $all;
}

function test_odbc_connect_query_and_errors(PDO $db): void
{
	$c = odbc_connect(DSN, '', '');
	check(odbc_rows(odbc_exec($c, "select 1 as a, '" . FOX . "' as b, null as c, '\\x00ff'::bytea as d")),
		[['a' => '1', 'b' => FOX, 'c' => null, 'd' => "\x00\xff"]]);
	check(@odbc_exec($c, 'select * from no_such_table'), false);
	check(odbc_error($c), 'S0002'); // PHP asks for ODBC 2
	check(strpos(odbc_errormsg($c), 'no_such_table') > 0, true);
	$r = odbc_exec($c, "select 1::int as i, 'x'::varchar(20) as v, 1.5::numeric(10,2) as n");
	check([odbc_num_fields($r), odbc_field_name($r, 2), odbc_field_type($r, 1), odbc_field_len($r, 2), odbc_field_scale($r, 3)],
		[3, 'v', 'int4', 20, 2]);
	odbc_close($c);
}

function test_odbc_prepare_transactions_and_row_counts(PDO $db): void
{
	$c = odbc_connect(DSN, '', '');
	table($db, 'id int primary key, t text, b bytea');
	odbc_autocommit($c, false);
	$st = odbc_prepare($c, 'insert into ' . TABLE . ' values (?, ?, ?)');
	foreach ([[1, FOX, "\x00\xff"], [2, null, null], [3, str_repeat('long ', 50000), str_repeat("\x01", 70000)]] as $row)
		check(odbc_execute($st, $row), true);
	check(odbc_num_rows($st), 1);
	odbc_commit($c);
	$r = odbc_exec($c, 'delete from ' . TABLE);
	check(odbc_num_rows($r), 3);
	odbc_rollback($c);
	check(rows($db, 'select id, length(t), length(b) from ' . TABLE . ' order by id'),
		[['1', '10', '2'], ['2', null, null], ['3', '250000', '70000']]);
	odbc_close($c);
}

function test_odbc_long_values_in_parts(PDO $db): void
{
	$c = odbc_connect(DSN, '', '');
	$r = odbc_exec($c, "select repeat('0123456789', 10000), 2");
	odbc_longreadlen($r, 200000);
	odbc_fetch_row($r);
	check(odbc_result($r, 1), str_repeat('0123456789', 10000));
	check(odbc_result($r, 2), '2');
	$r = odbc_exec($c, "select repeat('0123456789', 10000)"); // 4096 with its terminator (odbc.defaultlrl)
	odbc_fetch_row($r);
	check(rtrim(odbc_result($r, 1), "\0"), substr(str_repeat('0123456789', 1000), 0, 4095)); // and PHP gives the terminator
	$r = odbc_exec($c, "select repeat('0123456789', 1000)");
	odbc_longreadlen($r, 0); // through to the output
	ob_start();
	odbc_fetch_row($r);
	odbc_result($r, 1);
	check(ob_get_clean(), str_repeat('0123456789', 1000));
	odbc_close($c);
}

function test_odbc_several_results(PDO $db): void
{
	$c = odbc_connect(DSN, '', '');
	$r = odbc_exec($c, "select 1 as a; select 'two' as b");
	check(odbc_rows($r), [['a' => '1']]);
	check(odbc_next_result($r), true);
	check(odbc_rows($r), [['b' => 'two']]);
	check(odbc_next_result($r), false);
	odbc_close($c);
}

function test_odbc_catalogs(PDO $db): void
{
	$c = odbc_connect(DSN, '', '');
	check(array_column(odbc_rows(odbc_tables($c, null, 'sales', '%', null)), 'TABLE_TYPE', 'TABLE_NAME'),
		['customers' => 'TABLE', 'orders' => 'TABLE', 'products' => 'TABLE', 'revenue' => 'VIEW']);
	check(array_column(odbc_rows(odbc_tables($c, null, 'sales', '%', 'VIEW')), 'TABLE_NAME'), ['revenue']);
	$columns = array_column(odbc_rows(odbc_columns($c, null, 'sales', 'customers', '%')), 'TYPE_NAME', 'COLUMN_NAME');
	check($columns, ['id' => 'int4', 'name' => 'varchar', 'city' => 'varchar', 'country' => 'varchar', 'since' => 'date']);
	check(array_column(odbc_rows(odbc_primarykeys($c, null, 'sales', 'orders')), 'COLUMN_NAME'), ['id']);
	check(array_column(odbc_rows(odbc_foreignkeys($c, '', '', '', '', 'sales', 'orders')), 'PKTABLE_NAME', 'FKCOLUMN_NAME'),
		['customer_id' => 'customers', 'product' => 'products']);
	check(in_array('orders_customer', array_column(odbc_rows(odbc_statistics($c, null, 'sales', 'orders', SQL_INDEX_ALL, SQL_QUICK)), 'INDEX_NAME')), true);
	check(array_column(odbc_rows(odbc_specialcolumns($c, SQL_BEST_ROWID, null, 'sales', 'orders', SQL_SCOPE_SESSION, SQL_NULLABLE)), 'COLUMN_NAME'), ['id']);
	check(count(odbc_rows(odbc_gettypeinfo($c))) > 20, true);
	check(count(odbc_rows(odbc_procedures($c, null, 'pg_catalog', 'length'))) > 0, true);
	odbc_close($c);
}

function main(): int
{
	$tests = array_filter(get_defined_functions()['user'], fn($f) => str_starts_with($f, 'test_'));
	echo '1..', count($tests), "\n";
	$db = connection();
	$number = $failed = 0;
	foreach ($tests as $test) {
		$number++;
		try {
			$test($db);
			echo "ok $number - $test\n";
		} catch (Throwable $e) {
			$failed++;
			echo "not ok $number - $test\n";
			foreach (explode("\n", $e->getMessage() . ' at line ' . $e->getLine()) as $line)
				echo "# $line\n";
		}
	}
	$db->exec('drop table if exists ' . TABLE);
	return $failed ? 1 : 0;
}

exit(main());
