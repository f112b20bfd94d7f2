/** Variables that the health of a server is judged by. */
export const variables: readonly string[] = `innodb_buffer_pool_size max_connections tmp_table_size max_heap_table_size
  temptable_max_ram internal_tmp_mem_storage_engine innodb_stats_auto_recalc innodb_stats_persistent table_open_cache
  open_files_limit innodb_redo_log_capacity innodb_log_file_size innodb_log_files_in_group innodb_deadlock_detect
  wait_timeout`.split(/\s+/);

/** Counters that it is judged by. */
export const counters: readonly string[] = `uptime innodb_buffer_pool_reads innodb_buffer_pool_read_requests
  innodb_buffer_pool_pages_total innodb_buffer_pool_pages_free innodb_buffer_pool_wait_free max_used_connections
  threads_connected connections connection_errors_max_connections created_tmp_tables created_tmp_disk_tables
  sort_merge_passes innodb_row_lock_waits innodb_row_lock_time_avg com_select com_insert com_update
  com_delete com_replace questions open_tables table_open_cache_misses table_open_cache_overflows innodb_os_log_written
  innodb_log_waits`.split(/\s+/);
