import { NEVER_TRACED } from './scripts/setup/never-traced.mjs'

const root = import.meta.dirname

const EVERYWHERE = [
  { key: 'x-content-type-options', value: 'nosniff' },
  { key: 'x-frame-options', value: 'DENY' },
  { key: 'referrer-policy', value: 'same-origin' },
  { key: 'cross-origin-opener-policy', value: 'same-origin' },
  { key: 'cross-origin-resource-policy', value: 'same-origin' },
  {
    key: 'permissions-policy',
    value: 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), browsing-topics=()',
  },
]
// An answer of the API is data: opened as a page it may do nothing. Pages have their own policy, see proxy.ts.
const API = [{ key: 'content-security-policy', value: "default-src 'none'; frame-ancestors 'none'; sandbox" }]
// What lies in public/: the names stay when the contents change, so it is asked for again once a day.
const PUBLIC = [...API, { key: 'cache-control', value: 'public, max-age=86400' }]

/** @type {import('next').NextConfig} */
const config = {
  output: 'standalone',
  poweredByHeader: false,
  reactStrictMode: true,
  // Without these, Next guesses from lockfiles in the folders above.
  outputFileTracingRoot: root,
  turbopack: { root },
  // No pictures are resized here, so the library for it (and its native code) stays out of the build.
  images: { unoptimized: true },
  outputFileTracingExcludes: { '*': ['node_modules/sharp/**', 'node_modules/@img/**', ...NEVER_TRACED] },
  // Each route has a bundle of its own with all that it imports; what stays outside of them is loaded once for all (with
  // better-auth, zod and yaml inside, web took 65 MB more).
  serverExternalPackages: [
    'ssh2',
    '@kubernetes/client-node',
    '@linode/api-v4',
    'pg',
    'ioredis',
    'bullmq',
    'better-auth',
    'zod',
    'yaml',
  ],
  // Each route has its own copies of what it imports (all contracts among them): on a small board, what nobody asks for is
  // not loaded. The first call of a route takes some ten milliseconds more.
  experimental: { preloadEntriesOnStart: false },
  // `npm test` checks types by itself; `npm start` on a small machine should not.
  typescript: { ignoreBuildErrors: process.env.BUZZCRATE_SKIP_TYPES === '1' },
  headers: async () => [
    { source: '/:path*', headers: EVERYWHERE },
    { source: '/api/:path*', headers: API },
    { source: '/:file(favicon.ico|robots.txt|manifest.webmanifest)', headers: PUBLIC },
    { source: '/icons/:path*', headers: PUBLIC },
  ],
}

export default config
