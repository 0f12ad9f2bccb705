import { DatabaseSync } from 'node:sqlite';

const tables = `
PRAGMA journal_mode = WAL;
CREATE TABLE socks (socks_id TEXT PRIMARY KEY, url TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE profiles (
  profile_id TEXT PRIMARY KEY, profile_value TEXT NOT NULL, socks_id TEXT,
  allowed_containers_json TEXT NOT NULL DEFAULT '[]', uses_count INTEGER NOT NULL DEFAULT 0,
  max_uses INTEGER, pending_replace INTEGER NOT NULL DEFAULT 0, created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE chat_sessions (
  id INTEGER PRIMARY KEY AUTOINCREMENT, container_id TEXT NOT NULL, prompt_id TEXT NOT NULL,
  profile_id TEXT NOT NULL DEFAULT '', socks_id TEXT NOT NULL DEFAULT '', chat_id TEXT, page_url TEXT NOT NULL,
  uses_count INTEGER NOT NULL DEFAULT 0, disabled INTEGER NOT NULL DEFAULT 0, tag TEXT,
  locked_by TEXT, locked_until TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE jobs (
  job_id TEXT PRIMARY KEY, request_id TEXT, prompt_id TEXT NOT NULL, selected_prompt_id TEXT, decision_mode TEXT,
  fanout_requested INTEGER, fanout_used INTEGER, container_ids_used_json TEXT, input_text TEXT,
  input_image_present INTEGER, input_image_ext TEXT, profile_id TEXT, socks_id TEXT, status TEXT, result_text TEXT,
  result_raw_json TEXT, error_code TEXT, error_message TEXT, started_at TEXT NOT NULL, finished_at TEXT);
CREATE TABLE job_attempts (
  attempt_id TEXT PRIMARY KEY, job_id TEXT NOT NULL, container_id TEXT NOT NULL, prompt_id TEXT NOT NULL,
  role TEXT NOT NULL, profile_id TEXT, socks_id TEXT, chat_id TEXT, page_url TEXT, chat_session_id TEXT, status TEXT,
  result_text TEXT, result_raw_json TEXT, error_code TEXT, error_message TEXT, started_at TEXT NOT NULL,
  finished_at TEXT);
CREATE INDEX idx_chat_sessions_page_url ON chat_sessions (page_url);
CREATE INDEX idx_jobs_started_at ON jobs (started_at);
`;

const then = '2026-01-02T03:04:05.678901+00:00';

/** Make a database file as the program that Glassgate replaces left it: its tables, some history, a killed job. */
export function createOriginalDatabase(path: string): void {
  const database = new DatabaseSync(path);
  database.exec(tables);
  const insert = (table: string, row: Record<string, string | number | null>) => {
    const names = Object.keys(row);
    const marks = names.map(() => '?').join(', ');
    database
      .prepare(`INSERT INTO ${table} (${names.join(', ')}) VALUES (${marks})`)
      .run(...Object.values(row));
  };
  insert('profiles', {
    profile_id: 'p1',
    profile_value: '/old',
    uses_count: 41,
    created_at: then,
    updated_at: then,
  });
  insert('chat_sessions', {
    container_id: 'c1',
    prompt_id: 'default',
    profile_id: 'p1',
    chat_id: 'old-chat',
    page_url: 'https://chat.qwen.ai/c/old-chat',
    uses_count: 3,
    created_at: then,
    updated_at: then,
  });
  insert('jobs', {
    job_id: 'old-job',
    prompt_id: 'default',
    status: 'succeeded',
    started_at: then,
    finished_at: then,
  });
  insert('jobs', { job_id: 'killed-job', prompt_id: 'default', status: null, started_at: then });
  insert('job_attempts', {
    attempt_id: 'killed-attempt',
    job_id: 'killed-job',
    container_id: 'c1',
    prompt_id: 'default',
    role: 'single',
    status: null,
    started_at: then,
  });
  database.close();
}
