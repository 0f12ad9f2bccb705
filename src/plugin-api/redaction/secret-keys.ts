const exactNames = new Set(
  (
    'auth basicauth httpauth proxyauth bearer jwt pass pwd pin pincode otp totp mfacode sid session sessionid ' +
    'csrf xsrf dsn sig phpsessid jsessionid setcookie2 cookiejar privatekeypem recoverycodes mnemonic seedphrase'
  ).split(' '),
);

const endings = (
  'password passwords passwd passphrase passcode pwd token apikey apikeys credential credentials authorization ' +
  'cookie cookies jwt accesskeyid connectionstring signature ' +
  'privatekey privatekeys accesskey accesskeys accountkey encryptionkey signingkey subscriptionkey masterkey ' +
  'sharedkey sessionkey authkey licensekey serverkey sharedaccesskey ' +
  'пароль пароля токен 密码 密碼 口令 密钥 密鑰 令牌 contraseña contrasena motdepasse passwort kennwort senha ' +
  'wachtwoord hasło パスワード 비밀번호'
).split(' ');

/** Words that numbers and settings of a language model end in, too. */
const countedToken =
  /(?:max|min|per|first|last|eos|bos|pad|unk|stop|special|input|output|prompt|completion)token$/;

// Not `bypass` or `compass`.
const separatePass = /[-_.\s]pass$/i;
const capitalPass = /[a-z\d]Pass$/;
const wordsWithSecret = /^[\w.\s:[\]-]*secret(?!ar)[\w.\s:[\]-]*$/i;

/** Names of secrets that are ordinary words as well: in running text a colon after them means nothing. */
const ordinaryWords = new Set(
  (
    'auth basicauth httpauth proxyauth bearer jwt pass pin otp sid session csrf xsrf dsn sig signature ' +
    'credential credentials'
  ).split(' '),
);

const parameterNames = new Set(
  'key code state ticket hmac xamzcredential xgoogcredential googleaccessid'.split(' '),
);

const afterWord = '0123456789_-])"\':';
const isSeparator = codeTable('-_. ');
// Nearly every name that is no secret is told by its last three characters.
const endingsByTail = Map.groupBy(endings, (name) => tailAt(name, name.length));
for (const name of exactNames) {
  const tail = tailAt(name, name.length);
  if (!endingsByTail.has(tail)) endingsByTail.set(tail, []);
}

const lettersOfSecret = [...'secret'].reduce((bits, letter) => bits | (1 << (letter.charCodeAt(0) & 31)), 0);

const tailsOfParameters = new Set([...parameterNames].map((name) => tailAt(name, name.length)));
const asciiTails = new Uint8Array(1 << 15);
const asParameter = 1;
const anywhere = 2;
for (const tail of tailsOfParameters) asciiTails[tail] = asParameter;
for (const tail of endingsByTail.keys()) {
  if (tail < asciiTails.length) asciiTails[tail] = anywhere;
}
/** What stands after the last letter of a name: its number, and the quotes and blanks before a separator. */
const isAfterName = codeTable(`${afterWord} \t\`\\*`);
const longestGap = 400;

/** Longer names are judged by their end. */
const longestName = 64;

/**
 * False when the name before a separator is certainly no name of a secret. Nearly every one is none, and this
 * takes a tenth of the time of reading it. It does not know the names that hold `secret`.
 */
export function mayBeSecretName(text: string, separator: number): boolean {
  let end = separator;
  const nearest = Math.max(0, separator - longestGap);
  while (end > nearest && isAfterName[text.charCodeAt(end - 1)] === 1) end -= 1;
  const tail = tailAt(text, end);
  if (tail >= asciiTails.length) return endingsByTail.has(tail);
  // The short names of parameters tell nothing before a colon.
  const least = text[separator] === '=' ? asParameter : anywhere;
  return (asciiTails[tail] as number) >= least;
}

/**
 * True for a name whose value must never be shown, in any spelling: `X-API-Key`, `apiKey`, `DB_PASSWORD_2`,
 * `client secret`. Numbers of tokens are no secrets: `max_tokens`, `time_to_first_token`.
 */
export function isSecretKey(name: string): boolean {
  const end = endOfWord(name);
  const candidates = endingsByTail.get(tailAt(name, end));
  if (candidates !== undefined && endsLikeSecret(name, end, candidates)) return true;
  return name.length <= longestName && hasLettersOfSecret(name) && wordsWithSecret.test(name);
}

/** True for parameters of a URL that hold a secret: shorter names than elsewhere are telling there. */
export function isSecretParameter(name: string): boolean {
  return isSecretKey(name) || parameterNames.has(plainName(name));
}

export function isOrdinaryWord(name: string): boolean {
  return ordinaryWords.has(plainName(name));
}

export function plainName(name: string): string {
  return name
    .slice(-longestName)
    .toLowerCase()
    .replaceAll(/[-_.\s]/g, '');
}

function endsLikeSecret(name: string, end: number, candidates: readonly string[]): boolean {
  if (exactNames.has(plainName(name))) return true;
  const word = name.slice(0, end);
  const plain = plainName(word);
  if (candidates.some((ending) => plain.endsWith(ending))) return !countedToken.test(plain);
  return separatePass.test(word) || capitalPass.test(word);
}

/** A pattern costs more than most names deserve. */
function hasLettersOfSecret(name: string): boolean {
  let letters = 0;
  for (let index = 0; index < name.length; index += 1) letters |= 1 << (name.charCodeAt(index) & 31);
  return (letters & lettersOfSecret) === lettersOfSecret;
}

/** Numbered names are names, and so are those of forms: `API_KEY_2`, `user[password]`. */
function endOfWord(name: string): number {
  let end = name.length;
  while (end > 0 && afterWord.includes(name[end - 1] as string)) end -= 1;
  return end;
}

/** Five bits of each of the last three letters before `end`: upper and lower case give the same. */
function tailAt(name: string, end: number): number {
  let tail = 0;
  let letters = 0;
  for (let index = end - 1; index >= 0 && letters < 3; index -= 1) {
    const code = name.charCodeAt(index);
    if (isSeparator[code] === 1) continue;
    // In Chinese one character is a word.
    if (code >= 128 && letters === 0) return code << 15;
    tail |= (code & 31) << (5 * letters);
    letters += 1;
  }
  return tail;
}

function codeTable(characters: string): Uint8Array {
  const table = new Uint8Array(128);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}
