// User info ends at the last '@' before the next '/', quote or blank: a password may hold '@' itself.
const userInfo = /(:\/\/[^:@/\s"'<>]*):[^/\s"'<>]*@/g;

/** The text with the password of every URL in it replaced: `socks5://user:***@host:1080`. */
export function maskUrlPasswords(text: string): string {
  return text.includes('://') ? text.replace(userInfo, '$1:***@') : text;
}
