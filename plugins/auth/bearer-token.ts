const bearer = /^Bearer +([\x21-\x7e]+) *$/i;

/** The token of `Authorization: Bearer <token>`; undefined for any other header. */
export function bearerToken(authorization: string): string | undefined {
  return bearer.exec(authorization)?.[1];
}
