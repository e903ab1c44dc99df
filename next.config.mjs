const root = import.meta.dirname

/** @type {import('next').NextConfig} */
const config = {
  output: 'standalone',
  poweredByHeader: false,
  reactStrictMode: true,
  // Without these, Next guesses from lockfiles in the folders above.
  outputFileTracingRoot: root,
  turbopack: { root },
  outputFileTracingExcludes: { '*': ['data/**', 'dist/**', 'e2e/**', 'docs/**', 'scripts/**', 'demos/**', '.git/**'] },
  serverExternalPackages: ['ssh2', '@kubernetes/client-node', '@linode/api-v4', 'pg', 'ioredis', 'bullmq'],
  // `npm test` checks types by itself; `npm start` on a small machine should not.
  typescript: { ignoreBuildErrors: process.env.BUZZCRATE_SKIP_TYPES === '1' },
}

export default config
