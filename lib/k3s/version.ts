import { z } from 'zod'

const PATTERN = /^v(\d+)\.(\d+)\.(\d+)(?:-rc(\d+))?\+k3s(\d+)$/

/** A k3s release as its tag says it, e.g. `v1.36.1+k3s1`, or `v1.37.0-rc2+k3s1`. */
export const K3sVersion = z.string().regex(PATTERN, 'A k3s version looks like v1.36.1+k3s1.')
export type K3sVersion = z.infer<typeof K3sVersion>

export interface VersionParts {
  readonly major: number
  readonly minor: number
  readonly patch: number
  /** Number of the release candidate; undefined for a release. */
  readonly candidate: number | undefined
  /** k3s's own number behind Kubernetes' version. */
  readonly build: number
}

/** The parts of a version, or undefined when it is none. */
export function parseVersion(version: string): VersionParts | undefined {
  const match = PATTERN.exec(version)
  if (match === null) return undefined
  const number = (group: number) => Number(match[group])
  return {
    major: number(1),
    minor: number(2),
    patch: number(3),
    candidate: match[4] === undefined ? undefined : number(4),
    build: number(5),
  }
}

/** Sorts older before newer; a release candidate before its release; what is no version before everything. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [rank(a), rank(b)]
  for (const [index, value] of left.entries()) {
    const difference = value - (right[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function rank(version: string): readonly number[] {
  const parts = parseVersion(version)
  if (parts === undefined) return [-1, 0, 0, 0, 0]
  return [parts.major, parts.minor, parts.patch, parts.candidate ?? Number.MAX_SAFE_INTEGER, parts.build]
}

/** `v1.36`: the name of the channel and of the Kubernetes minor. */
export function minorOf(version: string): string | undefined {
  const parts = parseVersion(version)
  return parts && `v${parts.major}.${parts.minor}`
}

/**
 * Why a kubelet of one version must not work under an API server of another; undefined when it may.
 * Kubernetes' skew policy: never newer than the API server, at most three minors older.
 */
export function skewProblem(server: string, agent: string): string | undefined {
  const [above, below] = [parseVersion(server), parseVersion(agent)]
  if (above === undefined || below === undefined) return `${above ? agent : server} is not a k3s version.`
  if (below.major !== above.major || below.minor > above.minor) {
    return `An agent with ${agent} is newer than the server with ${server}.`
  }
  if (above.minor - below.minor > 3) {
    return `An agent with ${agent} is more than three minor versions older than the server with ${server}.`
  }
  return undefined
}

/** Kubernetes 1.35 and later refuse machines with cgroup v1 unless they are told otherwise. */
export function refusesCgroupV1(version: string): boolean {
  const parts = parseVersion(version)
  return parts !== undefined && (parts.major > 1 || parts.minor >= 35)
}

/** The form that container tags, folder names and file systems like better: `v1.36.1-k3s1` or with `%2B`; undefined if none. */
export function versionFromName(name: string): K3sVersion | undefined {
  const plain = name
    .replaceAll('%2B', '+')
    .replaceAll('%2b', '+')
    .replace(/-(k3s\d+)$/, '+$1')
  return parseVersion(plain) === undefined ? undefined : plain
}
