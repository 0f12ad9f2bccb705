import { isSecretKey } from './secret-keys.ts';

describe('isSecretKey', () => {
  it.each([
    'authorization proxy-authorization cookie cookies set-cookie Set-Cookie x-api-key X_Api_Key api_key apikey',
    'apiKey API_KEY_2 api_token api_secret access_token accessToken refresh-token id_token auth_token token',
    'bearer_token session_token session session_id sessionid sid csrf xsrf csrf_token x-csrf-token',
    'password PASSWORD passwd pwd pass db_pass userPass passphrase passwords DB_PASSWORD proxy.password',
    'secret secrets client_secret clientSecretValue private_key encryption-key access_key accessKeyId',
    'credential credentials otp totp pin connectionString dsn sig signature x-hub-signature auth basic_auth',
    'user[password] user[client_secret][]',
    'x-amz-security-token x-vault-token qwenAccessToken Ocp-Apim-Subscription-Key AccountKey sharedAccessKey',
    'пароль 密码 用户密码 パスワード contraseña motDePasse Passwort',
  ])('knows each of %j', (names) => {
    expect(names.split(' ').filter((name) => !isSecretKey(name))).toEqual([]);
  });

  it('judges a name too long to be one by its end', () => {
    expect(isSecretKey(`${'x'.repeat(500)}_password`)).toBe(true);
  });

  it.each([
    'text url profile socks page_url status code error message id request_id job_id trace_id key name value',
    'tokens max_tokens input_tokens total_tokens max_token time_to_first_token eos_token tokenizer token_type',
    'secretary bypass compass passed author auth_url monkey primary_key keyboard cookies_accepted',
    'chat_session_id session_count pinned pinging signal design state',
  ])('lets each of %j pass', (names) => {
    expect(names.split(' ').filter(isSecretKey)).toEqual([]);
    expect(isSecretKey('')).toBe(false);
  });
});
