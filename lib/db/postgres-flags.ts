/**
 * Settings of the built-in Postgres, sized for a Raspberry Pi with 1 GB: one small cache, no background workers that
 * nothing here needs, no replication. Connections: two pools and the queue's listeners, about 50 in all.
 */
export function postgresFlags(durable: boolean): Record<string, string> {
  return {
    listen_addresses: '',
    max_connections: '120',
    shared_buffers: '32MB',
    work_mem: '4MB',
    maintenance_work_mem: '32MB',
    effective_cache_size: '128MB',
    wal_buffers: '1MB',
    wal_level: 'minimal',
    max_wal_senders: '0',
    wal_compression: 'on',
    min_wal_size: '32MB',
    max_wal_size: '256MB',
    checkpoint_timeout: '15min',
    log_checkpoints: 'off',
    jit: 'off',
    io_method: 'sync',
    max_worker_processes: '0',
    max_parallel_workers: '0',
    max_parallel_workers_per_gather: '0',
    max_logical_replication_workers: '0',
    autovacuum_max_workers: '1',
    huge_pages: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }
}
