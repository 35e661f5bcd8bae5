"""What Alembic runs: our migrations on the connection that `upgrade` hands over."""

from alembic import context

from tasks.store.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
    user_module_prefix="base.",
)
with context.begin_transaction():
    context.run_migrations()
