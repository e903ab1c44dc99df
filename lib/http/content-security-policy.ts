/**
 * The Content-Security-Policy of a page. Scripts run by nonce only. Styles come from our files; `style` attributes
 * are allowed, because React writes them into the HTML of a page for sizes and places, and they can run nothing.
 */
export function contentSecurityPolicy({
  nonce,
  development,
}: {
  readonly nonce: string
  readonly development: boolean
}): string {
  const directives = {
    'default-src': "'self'",
    // React's development build makes readable stacks with eval.
    'script-src': `'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    'script-src-attr': "'none'",
    'style-src': development ? "'self' 'unsafe-inline'" : `'self' 'nonce-${nonce}'`,
    'style-src-attr': "'unsafe-inline'",
    'img-src': "'self' data: blob:",
    'font-src': "'self'",
    'connect-src': development ? "'self' ws: wss:" : "'self'",
    'worker-src': "'self'",
    'manifest-src': "'self'",
    'object-src': "'none'",
    'frame-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
  }
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ')
}
