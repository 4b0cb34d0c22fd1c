"""The triggers by which the database notes what readers see changed, made from the rules in portal.pages.shown."""

from itertools import groupby

from django.db import connections, transaction

from portal.pages import shown
from portal.store.models import Change

PREFIX = "kanal_tells"
ROWS = {"INSERT": ["NEW"], "UPDATE": ["NEW", "OLD"], "DELETE": ["OLD"]}


def create_triggers(using="default", **_kwargs):
    """After the last migration: one trigger for each table and kind of change."""
    connection = connections[using]
    tables = connection.introspection.table_names()
    if Change._meta.db_table not in tables:
        return
    drop_triggers(using)
    with transaction.atomic(using), connection.cursor() as cursor:
        for model, rules in groupby(sorted(shown.RULES, key=table_of), key=lambda rule: rule.model):
            rules = list(rules)
            for event in ROWS if model._meta.db_table in tables else ():
                for statement in DIALECTS[connection.vendor].create(table_of(rules[0]), event, body(rules, event)):
                    cursor.execute(statement)
        # Nobody knows what was written without them.
        cursor.execute(f"INSERT INTO {Change._meta.db_table} (tag) VALUES ('everything')")


def drop_triggers(using="default", **_kwargs):
    connection = connections[using]
    dialect = DIALECTS[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(dialect.find)
        for name, table in cursor.fetchall():
            for statement in dialect.drop(name, table):
                cursor.execute(statement)


def table_of(rule):
    return rule.model._meta.db_table


def body(rules, event):
    """The statements of a trigger: each notes a tag if its rule speaks of such a row."""
    return " ".join(
        statement(rule, event, row)
        for rule in rules
        for row in ROWS[event]
        if not (event == "UPDATE" and row == "OLD" and rule.is_by_key)
    )


def statement(rule, event, row):
    value = expression(rule.column, row)
    conditions = [f"{value} IS NOT NULL"]
    if event == "UPDATE":
        conditions.append(f"({changed(rule)})")
    if event == "UPDATE" and row == "OLD":  # the new row has told the same tag already
        conditions.append(f"{value} IS DISTINCT FROM {expression(rule.column, 'NEW')}")
    if rule.only:
        conditions.append(
            f"({rule.only.format(row='NEW')} OR {rule.only.format(row='OLD')})"
            if event == "UPDATE"
            else f"({rule.only.format(row=row)})"
        )
    table = Change._meta.db_table
    return f"INSERT INTO {table} (tag) SELECT '{rule.name}:' || {value} WHERE {' AND '.join(conditions)};"


def expression(column, row):
    return f'{row}."{column}"' if column.isidentifier() else column.format(row=row)


def changed(rule):
    columns = rule.columns or [field.column for field in rule.model._meta.local_concrete_fields]
    seen = [column for column in columns if column not in rule.besides]
    return " OR ".join(f'NEW."{column}" IS DISTINCT FROM OLD."{column}"' for column in seen)


class SQLite:
    find = f"SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '{PREFIX}%'"

    @staticmethod
    def create(table, event, statements):
        name = f"{PREFIX}_{table}_{event.lower()}"
        return [f'CREATE TRIGGER "{name}" AFTER {event} ON "{table}" FOR EACH ROW BEGIN {statements} END']

    @staticmethod
    def drop(name, table):
        return [f'DROP TRIGGER IF EXISTS "{name}"']


class PostgreSQL:
    find = f"SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '{PREFIX}%'"

    @staticmethod
    def create(table, event, statements):
        name = f"{PREFIX}_{table}_{event.lower()}"
        return [
            f'CREATE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {statements} RETURN NULL; END $$',
            f'CREATE TRIGGER "{name}" AFTER {event} ON "{table}" FOR EACH ROW EXECUTE FUNCTION "{name}"()',
        ]

    @staticmethod
    def drop(name, table):
        return [f'DROP TRIGGER "{name}" ON {table}', f'DROP FUNCTION "{name}"()']


DIALECTS = {"sqlite": SQLite, "postgresql": PostgreSQL}
