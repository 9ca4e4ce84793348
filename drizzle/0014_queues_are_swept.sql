-- PostgreSQL sweeps a table when a fifth of it has changed. Of a queue that keeps a month of ended rows, that is days of
-- dead ones among the few that wait: these are swept after so many rows, however long the table is.
do $$
declare
  name text;
begin
  foreach name in array array['inbox_events', 'outbox_messages', 'jobs'] loop
    execute format('alter table %I set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
      autovacuum_analyze_scale_factor = 0.02)', name);
  end loop;
end $$;
