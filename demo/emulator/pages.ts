/** The two HTML pages a client reads: the shell, which alone carries the CSRF token, and the login. */

export function shellPage(csrfToken: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Hermes (emulated)</title>
<script>window.__HERMES_CONFIG__={maxUploadBytes:20971520,csrfToken:${JSON.stringify(csrfToken)}}</script>
</head><body><p>This is the emulated server. Its interface is under <code>api/</code>.</p></body></html>
`;
}

export function loginPage(): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Hermes — Sign in</title></head>
<body><form method="post"><label>Password <input type="password" name="password"></label>
<button>Sign in</button></form></body></html>
`;
}
