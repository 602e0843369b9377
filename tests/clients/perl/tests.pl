# DBD::ODBC against the local Lakebase.  Prints TAP.
#
# A test is a pair of a name and a sub below; the sub gets a connection in autocommit.  Debian's DBD::ODBC is not built
# for Unicode: it calls the functions without W, and every text is the bytes of its UTF-8, in this file too.
use strict;
use warnings;

use DBI qw(:sql_types);
use DBD::ODBC;

$| = 1;

my $dsn   = "dbi:ODBC:DSN=$ENV{LB_TEST_DSN}";
my $fox   = 'José 京 🦊 𠮷';
my $table = "perl_$$";
my @tests;

sub test { push @tests, [@_] }

sub shown {
	my ($v) = @_;
	return 'undef' unless defined $v;
	return '[' . join(', ', map { shown($_) } @$v) . ']' if ref $v;
	return length($v) > 300 ? length($v) . " characters beginning with '" . substr($v, 0, 60) . "'" : "'$v'";
}

sub same {
	my ($a, $b) = @_;
	return !defined $a && !defined $b unless defined $a && defined $b;
	return $a eq $b unless ref $a || ref $b;
	return 0 unless ref $a && ref $b && @$a == @$b;
	for my $i (0 .. $#$a) { return 0 unless same($a->[$i], $b->[$i]) }
	return 1;
}

sub check {
	my ($got, $want, $what) = @_;
	same($got, $want) or die(($what ? "$what: " : '') . 'expected ' . shown($want) . ', got ' . shown($got) . "\n");
}

sub fails {
	my ($h, $state, $call) = @_;
	eval { $call->(); 1 } and die "expected $state, got nothing\n";
	check($h->state, $state);
	return $h->errstr;
}

sub connection {
	my (%more) = @_;
	return DBI->connect($dsn, undef, undef, {RaiseError => 1, PrintError => 0, AutoCommit => 1, LongReadLen => 65536,
		odbc_ignore_named_placeholders => 1, %more}); # else it takes :null in a JSON text for one
}

sub characters { my ($text) = @_; utf8::decode($text); return length $text }

sub one { my ($db, $sql, @values) = @_; return ($db->selectrow_array($sql, undef, @values))[0] }

sub table {
	my ($db, $columns) = @_;
	$db->do("drop table if exists $table");
	$db->do("create table $table ($columns)");
}

test connect_without_a_dsn => sub {
	my $other = DBI->connect("dbi:ODBC:$ENV{LB_BY_OAUTH}", undef, undef, {RaiseError => 1, PrintError => 0});
	check(one($other, 'select current_user'), $ENV{LB_CLIENT_ID});
	$other->disconnect;
};

test connect_by_name_user_and_password => sub {
	my $other = DBI->connect('dbi:ODBC:lakebase-password', $ENV{LB_NATIVE_USER}, $ENV{LB_NATIVE_PASSWORD},
		{RaiseError => 1, PrintError => 0});
	check(one($other, 'select current_user'), $ENV{LB_NATIVE_USER});
	$other->disconnect;
};

test connect_fails_and_shows_no_secret => sub {
	eval { DBI->connect("$dsn;ClientSecret=dose-wrong", undef, undef, {RaiseError => 1, PrintError => 0}) };
	check($DBI::state, '28000');
	$DBI::errstr =~ /dose-wrong/ and die "the secret is in the message\n";
};

test ddl_and_insert_with_parameters => sub {
	my ($db) = @_;
	table($db, 'id int primary key, t text, n numeric(8,2), d date');
	my $insert = $db->prepare("insert into $table values (?, ?, ?, ?)");
	check($insert->execute(1, $fox, '12.50', '2024-02-29'), 1);
	check($insert->execute(2, undef, undef, undef), 1);
	check($db->selectall_arrayref("select * from $table order by id"),
		[[1, $fox, '12.50', '2024-02-29'], [2, undef, undef, undef]]);
};

my @types = (
	['true', 1], ['(-32768)::int2', -32768], ['2147483647::int4', 2147483647], ['9223372036854775807::int8', '9223372036854775807'],
	['2147483647::oid', 2147483647], ['1.25::float4', 1.25], ['0.1::float8', 0.1],
	['123.450::numeric(10,3)', '123.450'], ['12345678901234567890123456789.5::numeric', '12345678901234567890123456789.5'],
	["'12.50'::money", '12.50'], ["'abc'::char(5)", 'abc  '], ["'$fox'::varchar(40)", $fox], ["'$fox'::text", $fox], ["''::text", ''],
	["'x'::\"char\"", 'x'], ["'n'::name", 'n'], ["'\\x00ff10'::bytea", "\x00\xff\x10"], ["''::bytea", ''],
	["date '2024-02-29'", '2024-02-29'], ["time '23:59:58'", '23:59:58'],
	["timestamp '1999-12-31 23:59:59.000001'", '1999-12-31 23:59:59.000001'],
	["timestamptz '2024-07-01 12:00:00+00'", qr/^2024-07-01 12:00:00/], ["timetz '12:00:00+02'", '12:00:00+02'],
	["interval '3 days 04:05:06'", '3 days 04:05:06'], ["interval '-170000000 years -11 mons' year", '-170000000 years'], ["interval '4-2' year to month", '4 years 2 mons'],
	["'00112233-4455-6677-8899-aabbccddeeff'::uuid", qr/^00112233-4455-6677-8899-aabbccddeeff$/i],
	["'[1, 2]'::json", '[1, 2]'], ["'{\"a\":null}'::jsonb", '{"a": null}'], ["B'1011'", '1011'], ["B'101'::varbit", '101'],
	["'192.168.0.1/24'::inet", '192.168.0.1/24'], ["'10.0.0.0/8'::cidr", '10.0.0.0/8'],
	["'08:00:2b:01:02:03'::macaddr", '08:00:2b:01:02:03'], ["point '(1,2.5)'", '(1,2.5)'], ['array[1,null,3]', '{1,NULL,3}'],
	['int4range(1,5)', '[1,5)'], ["to_tsvector('simple', 'a b')", "'a':1 'b':2"], ["'0/16B3748'::pg_lsn", '0/16B3748'],
);

test every_base_type_and_its_null => sub {
	my ($db) = @_;
	for my $t (@types) {
		my ($expression, $want) = @$t;
		for (1 .. 3) { # text the first time, prepared and binary later
			my ($got, $null) = $db->selectrow_array("select v, case when false then v end from (select $expression as v) t");
			if (ref $want) { defined $got && $got =~ $want or die "$expression: expected $want, got " . shown($got) . "\n" }
			else { check($got, "$want", $expression) }
			check($null, undef, $expression);
		}
	}
};

test null_parameters_of_every_type => sub {
	my ($db) = @_;
	for my $type (qw(bool int2 int4 int8 float8 numeric text bytea date time timestamp timestamptz interval uuid jsonb inet)) {
		check(one($db, "select cast(? as $type)", undef), undef, $type);
	}
};

test bound_parameters_of_sql_types => sub {
	my ($db) = @_;
	my @values = (
		[SQL_INTEGER, 'int', '-5'], [SQL_BIGINT, 'bigint', '9223372036854775807'], [SQL_DOUBLE, 'float8', '1.5'],
		[SQL_DECIMAL, 'numeric', '-0.001'], [SQL_NUMERIC, 'numeric', '12345678901234567890.5'], [SQL_VARCHAR, 'text', 'plain'],
		[SQL_VARCHAR, 'text', $fox], [SQL_LONGVARCHAR, 'text', $fox], [SQL_LONGVARCHAR, 'text', 'long'],
		[SQL_VARBINARY, 'bytea', "\x00\x01\xff"], [SQL_LONGVARBINARY, 'bytea', "\xff\x00"], [SQL_TYPE_DATE, 'date', '2024-02-29'],
		[SQL_TYPE_TIME, 'time', '23:59:58'], [SQL_TYPE_TIMESTAMP, 'timestamp', '2024-02-29 01:02:03.456789'], [SQL_BIT, 'bool', '1'],
		[SQL_SMALLINT, 'int2', '-7'], [SQL_REAL, 'float4', '0.5'], [SQL_GUID, 'uuid', '00112233-4455-6677-8899-aabbccddeeff'],
	);
	for my $v (@values) {
		my ($code, $name, $value) = @$v;
		my $st = $db->prepare("select cast(? as $name)");
		$st->bind_param(1, $value, {TYPE => $code});
		for my $again (1 .. 2) {
			$st->execute;
			my ($got) = $st->fetchrow_array;
			check(lc $got, lc $value, "$name ($code)");
			$st->finish;
		}
	}
};

test parameters_without_a_cast => sub {
	my ($db) = @_;
	check(one($db, 'select ? + 1', 41), 42);
	check(one($db, "select ? || 'x'", 'a'), 'ax');
	check(one($db, 'select id from sales.customers where name = ?', 'Ada Lovelace'), 1);
	check(one($db, 'select count(*) from sales.customers where since < ?', '2022-06-01'), 2);
	check(one($db, 'select count(*) from sales.customers where id in (?, ?)', 1, 2), 2);
};

test prepared_re_execution => sub {
	my ($db) = @_;
	my $st = $db->prepare('select cast(? as int) * 2, cast(? as text)');
	for my $i (1 .. 20) {
		$st->execute($i, $i % 3 ? "$fox $i" : undef);
		check([$st->fetchrow_array], [2 * $i, $i % 3 ? "$fox $i" : undef], "run $i");
		check([$st->fetchrow_array], []);
	}
	my $insert = do { table($db, 'a int, b text'); $db->prepare("insert into $table values (?, ?)") };
	$insert->execute($_, 'x' x $_) for 1 .. 50;
	check(one($db, "select sum(a) || ' ' || sum(length(b)) from $table"), '1275 1275');
};

test execute_array => sub {
	my ($db) = @_;
	table($db, 'id int primary key, t text');
	my $st = $db->prepare("insert into $table values (?, ?)");
	my @status;
	check($st->execute_array({ArrayTupleStatus => \@status}, [1 .. 100], [map { $_ % 7 ? "$fox $_" : undef } 1 .. 100]), 100);
	check([$db->selectrow_array("select count(*), sum(id), count(t) from $table")], [100, 5050, 86]);
	eval { $st->execute_array({ArrayTupleStatus => \@status}, [101, 1, 102], ['a', 'b', 'c']) };
	check(ref $status[1] ? $status[1][2] : 'no error', '23505');
};

test row_counts => sub {
	my ($db) = @_;
	table($db, 'a int');
	check($db->do("insert into $table select generate_series(1, 7)"), 7);
	check($db->do("update $table set a = a where a > 5"), 2);
	check($db->do("delete from $table where a > 100"), '0E0');
	my $st = $db->prepare("delete from $table where a <= ?");
	$st->execute(3);
	check($st->rows, 3);
};

test long_text_up_to_long_read_len => sub {
	my ($db) = @_;
	my $text = '0123456789abcde🦊' x 60000;
	local $db->{LongReadLen} = 2_000_000;
	check(one($db, 'select length(cast(? as text))', $text), characters($text));
	check(one($db, 'select cast(? as text)', $text), $text);
	check(one($db, "select repeat('🦊', 300000)"), '🦊' x 300000);
};

test long_value_beyond_long_read_len_is_refused_or_cut => sub {
	my ($db) = @_;
	my $other = connection(LongReadLen => 100);
	fails($other, '01004', sub { one($other, "select repeat('x', 1000)") });
	$other->{LongTruncOk} = 1;
	check(one($other, "select repeat('x', 1000)"), 'x' x 100 . "\0"); # DBD::ODBC takes the terminator for a character
	check(one($other, "select repeat('x', 100)"), 'x' x 100);
	$other->disconnect;
};

test long_bytes_in_and_out => sub {
	my ($db) = @_;
	my $data = join('', map { chr } 0 .. 255) x 4000;
	local $db->{LongReadLen} = 2_000_000;
	my $st = $db->prepare('select length(b), b from (select cast(? as bytea) as b) t');
	$st->bind_param(1, $data, {TYPE => SQL_LONGVARBINARY});
	$st->execute;
	check([$st->fetchrow_array], [length $data, $data]);
};

test long_values_in_parts => sub {
	my ($db) = @_;
	my $st = $db->prepare("select 1, repeat('0123456789', 10000), '\\x00ff'::bytea");
	$st->execute;
	$st->bind_col(2, undef, {TreatAsLOB => 1});
	$st->bind_col(3, undef, {TreatAsLOB => 1});
	$st->fetch;
	my ($all, $n, $part) = ('', 0);
	$all .= $part while ($n = $st->odbc_lob_read(2, \$part, 4099, {Type => DBI::SQL_LONGVARCHAR}));
	check($all, '0123456789' x 10000);
	$n = $st->odbc_lob_read(3, \$part, 10, {Type => DBI::SQL_LONGVARBINARY});
	check([$n, $part], [2, "\x00\xff"]);
};

test transactions => sub {
	my ($db) = @_;
	table($db, 'id int primary key');
	my $other = connection(AutoCommit => 0);
	$other->do("insert into $table values (1)");
	$other->rollback;
	$other->do("insert into $table values (2)");
	fails($other, '23505', sub { $other->do("insert into $table values (2)") });
	$other->do("insert into $table values (3)"); # the error undid its own statement only
	$other->commit;
	$other->{AutoCommit} = 1;
	$other->begin_work;
	$other->do("insert into $table values (4)");
	$other->rollback;
	check($other->{AutoCommit}, 1);
	$other->disconnect;
	check($db->selectcol_arrayref("select id from $table order by id"), [2, 3]);
};

test errors_with_their_sqlstate => sub {
	my ($db) = @_;
	table($db, 'id int primary key check (id > 0), t text not null');
	$db->do("insert into $table values (1, 'x')");
	fails($db, '23505', sub { $db->do("insert into $table values (1, 'x')") });
	fails($db, '23502', sub { $db->do("insert into $table values (?, ?)", undef, 2, undef) });
	fails($db, '23514', sub { $db->do("insert into $table values (-2, 'x')") });
	fails($db, '42S02', sub { $db->do('select * from no_such_table') });
	fails($db, '42S22', sub { one($db, 'select no_such_column from sales.customers') });
	fails($db, '42601', sub { $db->do('selec') });
	fails($db, '22012', sub { one($db, 'select 1/0') });
	# ASCII: DBD::ODBC asks with SQLError, for which unixODBC keeps only the low byte of each character
	my $words = fails($db, 'P0001', sub { $db->do("do \$\$ begin raise exception 'all about it' using hint = 'try it'; end \$\$") });
	$words =~ /all about it/ && $words =~ /HINT: try it/ or die "$words\n";
	check(one($db, 'select 1'), 1);
};

test an_error_in_a_prepared_statement_leaves_it_usable => sub {
	my ($db) = @_;
	my $st = $db->prepare('select 10 / cast(? as int)');
	for my $i (1 .. 4) {
		fails($st, '22012', sub { $st->execute(0); $st->fetchrow_array });
		$st->execute(5);
		check($st->fetchrow_array, 2);
		$st->finish;
	}
};

test several_results => sub {
	my ($db) = @_;
	my $st = $db->prepare("select 1; select 'two', 2; select 3 where false");
	$st->execute;
	check($st->fetchall_arrayref, [[1]]);
	check($st->{odbc_more_results} ? 1 : 0, 1);
	check($st->{NUM_OF_FIELDS}, 2);
	check($st->fetchall_arrayref, [['two', 2]]);
	check($st->{odbc_more_results} ? 1 : 0, 1);
	check($st->fetchall_arrayref, []);
	check($st->{odbc_more_results} ? 1 : 0, 0);
};

test output_parameters_of_a_call => sub {
	my ($db) = @_;
	$db->do('drop procedure if exists perl_proc');
	$db->do('create procedure perl_proc(a int, inout b int, inout c text) language plpgsql as '
		. q{$$ begin b := coalesce(b, 0) + a * 2; c := c || '!'; end $$});
	my ($number, $text) = (5, $fox);
	my $st = $db->prepare('{call perl_proc(?, ?, ?)}');
	$st->bind_param(1, 21, SQL_INTEGER);
	$st->bind_param_inout(2, \$number, 50, {TYPE => SQL_INTEGER});
	$st->bind_param_inout(3, \$text, 200, {TYPE => SQL_VARCHAR});
	$st->execute;
	check([$number, $text], [47, "$fox!"]);
	# as long as what came out: DBD::ODBC does not set the lengths again
	($number, $text) = (-9, substr('again and again and again', 0, length("$fox!")));
	$st->execute;
	check([$number, $text], [33, substr('again and again and again', 0, length("$fox!")) . '!']);
	$db->do('drop procedure perl_proc');
};

test result_of_a_called_function => sub {
	my ($db) = @_;
	my $length;
	my $st = $db->prepare('{? = call length(?)}');
	$st->bind_param_inout(1, \$length, 50, {TYPE => SQL_INTEGER});
	$st->bind_param(2, $fox);
	$st->execute;
	check($length, characters($fox));
};

test description_of_a_result => sub {
	my ($db) = @_;
	my $st = $db->prepare("select 1::int as i, 'x'::varchar(20) as v, 1.5::numeric(10,2) as n, now()::timestamp as ts, 'a'::text as \"$fox\"");
	$st->execute;
	check($st->{NAME}, ['i', 'v', 'n', 'ts', $fox]);
	check($st->{TYPE}, [SQL_INTEGER, SQL_VARCHAR, SQL_NUMERIC, SQL_TYPE_TIMESTAMP, SQL_LONGVARCHAR]);
	check([@{$st->{PRECISION}}[0 .. 2]], [10, 20, 10]);
	check($st->{SCALE}[2], 2);
	my $customers = $db->prepare('select id, city from sales.customers');
	check($customers->{NUM_OF_FIELDS}, 2); # before it runs
	check($customers->{NULLABLE}, [1, 1]);
};

test bound_columns => sub {
	my ($db) = @_;
	my $st = $db->prepare('select id, name from sales.customers order by id');
	$st->execute;
	$st->bind_columns(\my ($id, $name));
	my $seen = 0;
	$seen += $id while $st->fetch;
	check($seen, one($db, 'select sum(id) from sales.customers'));
};

test two_statements_at_once => sub {
	my ($db) = @_;
	my @st = map { $db->prepare('select generate_series(1, 3000)') } 1 .. 2;
	$_->execute for @st;
	for my $i (1 .. 3000) { check([map { $_->fetchrow_array } @st], [$i, $i]) }
};

test catalogs => sub {
	my ($db) = @_;
	my $tables = $db->table_info(undef, 'sales', '%', undef)->fetchall_arrayref;
	check([map { [@$_[1 .. 3]] } @$tables], [map { ['sales', @$_] } ['customers', 'TABLE'], ['orders', 'TABLE'], ['products', 'TABLE'], ['revenue', 'VIEW']]);
	check([map { $_->[2] } @{$db->table_info(undef, 'sales', '%', "'VIEW'")->fetchall_arrayref}], ['revenue']);
	my $columns = $db->column_info(undef, 'sales', 'customers', '%')->fetchall_arrayref;
	check([map { [@$_[3, 5, 10]] } @$columns],
		[['id', 'int4', 0], ['name', 'varchar', 0], ['city', 'varchar', 1], ['country', 'varchar', 1], ['since', 'date', 0]]);
	check([$db->primary_key(undef, 'sales', 'orders')], ['id']);
	my $keys = $db->foreign_key_info(undef, undef, undef, undef, 'sales', 'orders')->fetchall_arrayref;
	check([map { [@$_[2, 7]] } @$keys], [['customers', 'customer_id'], ['products', 'product']]);
	my $statistics = $db->statistics_info(undef, 'sales', 'orders', 0, 1)->fetchall_arrayref;
	grep { ($_->[5] // '') eq 'orders_pkey' } @$statistics or die "no index\n"; # the others DBD::ODBC never asks for
	@{$db->type_info_all} > 20 or die "few types\n";
	check(($db->type_info(SQL_INTEGER))[0]{TYPE_NAME}, 'int4');
	grep { $_ eq '"databricks_postgres"."sales"."orders"' } $db->tables(undef, 'sales', '%', undef) or die join(' ', $db->tables) . "\n";
};

test get_info => sub {
	my ($db) = @_;
	check($db->get_info(17), 'PostgreSQL');
	check($db->get_info(6), 'liblakebaseodbc.so');
	check($db->get_info(29), '"');
	check($db->quote_identifier('a"b'), '"a""b"');
	check(one($db, 'select ' . $db->quote("it's $fox")), "it's $fox");
};

test query_timeout => sub {
	my ($db) = @_;
	my $other = connection(odbc_query_timeout => 1);
	my $st = $other->prepare('select pg_sleep(20)');
	fails($st, 'HYT00', sub { $st->execute; $st->fetch });
	$other->disconnect;
	check(one($db, 'select 1'), 1);
};

test ping_and_notices => sub {
	my ($db) = @_;
	check($db->ping ? 1 : 0, 1);
	$db->do("do \$\$ begin raise notice 'just saying'; end \$\$");
	check(one($db, 'select 1'), 1);
};

my $db = connection();
my ($number, $failed) = (0, 0);
print '1..', scalar @tests, "\n";
for my $t (@tests) {
	my ($name, $sub) = @$t;
	$number++;
	if (eval { $sub->($db); 1 }) {
		print "ok $number - $name\n";
	} else {
		$failed++;
		print "not ok $number - $name\n", map { "# $_\n" } split /\n/, $@;
	}
}
$db->do("drop table if exists $table");
$db->disconnect;
exit($failed ? 1 : 0);
