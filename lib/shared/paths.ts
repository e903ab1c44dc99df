interface InCluster {
  readonly clusterId: string
}

interface InClass {
  readonly classId: string
}

const part = encodeURIComponent

/** The address of every page. Pages and redirects never spell one out themselves. */
export const paths = {
  home: () => '/',
  clusters: () => '/clusters',
  /** `where` is the id of the provider that is chosen already, `boards` the ids of machines. */
  newCluster: ({ where, boards = [] }: { readonly where?: string; readonly boards?: readonly string[] } = {}) =>
    where === undefined
      ? '/clusters/new'
      : `/clusters/new?where=${part(where)}${boards.length === 0 ? '' : `&boards=${boards.map(part).join(',')}`}`,
  cluster: ({ clusterId }: InCluster) => `/clusters/${part(clusterId)}`,
  run: ({ clusterId, runNumber }: InCluster & { readonly runNumber: number }) =>
    `/clusters/${part(clusterId)}/runs/${runNumber}`,
  /** A run whose subject has no pages of its own. */
  runAlone: ({ runId }: { readonly runId: string }) => `/runs/${part(runId)}`,
  /** Two clusters that are made side by side. */
  races: () => '/races',
  newRace: () => '/races/new',
  race: ({ raceId }: { readonly raceId: string }) => `/races/${part(raceId)}`,
  machines: () => '/machines',
  machine: ({ machineId }: { readonly machineId: string }) => `/machines/${part(machineId)}`,
  /** What clusters in the cloud cost. */
  costs: () => '/clouds/costs',
  /** Labels with names and QR codes to print, of all boards or of one. */
  boardLabels: ({ machineId }: { readonly machineId?: string } = {}) =>
    machineId === undefined ? '/machines/labels' : `/machines/labels?board=${part(machineId)}`,
  cards: () => '/cards',
  /** What cards are made from. */
  cardSystems: () => '/cards/systems',
  /** Where cards are prepared; with boards that are chosen already. */
  newCards: ({ machineIds = [] }: { readonly machineIds?: readonly string[] } = {}) =>
    machineIds.length === 0 ? '/cards/new' : `/cards/new?${machineIds.map((id) => `board=${part(id)}`).join('&')}`,
  cardBatch: ({ batchId }: { readonly batchId: string }) => `/cards/${part(batchId)}`,
  keys: () => '/keys',
  /** Accounts at clouds. */
  clouds: () => '/clouds',
  /** What is left in them without a cluster. */
  leftovers: () => '/clouds#left',
  apps: () => '/apps',
  releases: () => '/releases',
  users: () => '/users',
  settings: () => '/settings',
  /** Classes, as teachers have them. */
  classes: () => '/classes',
  class: ({ classId }: { readonly classId: string }) => `/classes/${part(classId)}`,
  /** Where students join a class, by code, link or words; what is secret travels in the fragment. */
  join: () => '/join',
  newClass: () => '/classes/new',
  /** Who is where, and who needs help. */
  classWall: ({ classId }: InClass) => `/classes/${part(classId)}/wall`,
  /** The class code, as large as the projector is. */
  classCode: ({ classId }: InClass) => `/classes/${part(classId)}/code`,
  /** Slips with personal links to print. */
  classSlips: ({ classId }: InClass) => `/classes/${part(classId)}/slips`,
  /** A student's own page. */
  attend: () => '/class',
  setup: () => '/setup',
  /** Where somebody sets up two-step sign-in who can do nothing else before. */
  secondFactor: () => '/second-factor',
  /** `next` is where to go afterwards: a path of this panel. */
  signIn: ({ next }: { readonly next?: string } = {}) =>
    next === undefined || next === '/' ? '/sign-in' : `/sign-in?next=${part(next)}`,
  /** Where a person chooses a password with a one-time link; the token travels in the fragment. */
  choosePassword: () => '/choose-password',
} as const

/**
 * The path to go to after signing in, if `next` is one of this panel's own, else the home page. Refuses everything
 * that a browser could read as another site: `//host`, `/\host`, schemes, control characters.
 */
export function safeNext(next: string | null | undefined): string {
  if (next === null || next === undefined || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(next)) return paths.home()
  const base = 'http://panel.invalid'
  if (!URL.canParse(next, base)) return paths.home()
  const url = new URL(next, base)
  return url.origin === base && !url.pathname.startsWith('//')
    ? `${url.pathname}${url.search}${url.hash}`
    : paths.home()
}
