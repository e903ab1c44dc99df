import { allowsVersion } from './node-range.mjs'

/** When this list was last looked through: by hand, from the GitHub Advisory Database (github.com/advisories). */
export const LOOKED_THROUGH = '2026-11-30'

interface Advisory {
  readonly id: string
  /** Versions that have the fault, in the forms that node-range.mjs knows. */
  readonly versions: string
  readonly what: string
}

/**
 * Known faults of packages that are, or were, in our lockfile. It finds what an upgrade, a downgrade or a new package brings
 * back, without a network; it knows nothing of what was published after its date. `node scripts/check-advisories.mjs` asks the
 * registry, which does.
 */
export const ADVISORIES: Readonly<Record<string, readonly Advisory[]>> = {
  '@hono/node-server': [
    { id: 'GHSA-92pp-h63x-v22m', versions: '<1.19.13', what: 'repeated slashes pass by middleware' },
  ],
  axios: [
    {
      id: 'GHSA-3p68-rc4w-qgx5',
      versions: '>=1.0.0 <1.15.0',
      what: 'NO_PROXY is passed by: requests to inner addresses',
    },
    { id: 'GHSA-fvcv-3m26-pcqx', versions: '>=1.0.0 <1.15.0', what: 'headers reach metadata services of clouds' },
    { id: 'GHSA-4hjh-wcwx-xvwj', versions: '<0.30.2 || >=1.0.0 <1.12.0', what: 'data: URLs fill the memory' },
  ],
  'better-auth': [
    { id: 'GHSA-99h5-pjcv-gr6v', versions: '<1.3.26', what: 'keys of an API for anybody' },
    { id: 'GHSA-569q-mpph-wgww', versions: '<1.4.2', what: 'the first request sets the base URL' },
    { id: 'GHSA-p6v2-xcpg-h6xw', versions: '<1.4.17', what: 'the rate limit counts IPv6 addresses singly' },
    { id: 'GHSA-86j7-9j95-vpqj', versions: '<1.6.13', what: 'javascript: as an address to redirect to' },
    { id: 'GHSA-qq9h-g4jm-xgf3', versions: '>=1.1.3 <1.6.22', what: 'accounts taken over before they are made' },
  ],
  'brace-expansion': [
    { id: 'GHSA-v6h2-p8h4-qcjw', versions: '<1.1.12 || >=2.0.0 <2.0.2', what: 'a pattern that searches for ever' },
  ],
  'd3-color': [{ id: 'GHSA-36jr-mh4h-2g58', versions: '<3.1.0', what: 'a pattern that searches for ever' }],
  esbuild: [{ id: 'GHSA-67mh-4wv8-2f99', versions: '<0.25.0', what: 'any site reads from the development server' }],
  'fast-json-patch': [{ id: 'GHSA-8gh8-hqwg-xf34', versions: '<3.1.1', what: 'prototype pollution' }],
  'follow-redirects': [
    { id: 'GHSA-cxjh-pqwp-8mfp', versions: '<1.15.6', what: 'passes credentials on to another host' },
  ],
  'form-data': [
    {
      id: 'GHSA-fjxv-7rqg-78g4',
      versions: '<2.5.4 || >=3.0.0 <3.0.4 || >=4.0.0 <4.0.4',
      what: 'boundaries that can be guessed',
    },
  ],
  hono: [{ id: 'GHSA-9r54-q6cx-xmh5', versions: '<4.11.7', what: 'scripts in error pages' }],
  'js-yaml': [
    { id: 'GHSA-mh29-5h37-fv8m', versions: '<3.14.2 || >=4.0.0 <4.1.1', what: 'prototype pollution by merge keys' },
  ],
  'jsonpath-plus': [{ id: 'GHSA-hw8r-x6gr-5gjp', versions: '<10.3.0', what: 'code runs from a path' }],
  lodash: [
    { id: 'GHSA-xxjr-mmjv-4gpg', versions: '>=4.0.0 <4.17.23', what: 'prototype pollution in unset and omit' },
    { id: 'GHSA-f23m-r3pf-42rh', versions: '>=4.0.0 <4.18.0', what: 'the same by paths in arrays' },
  ],
  nanoid: [{ id: 'GHSA-mwcw-c2x4-8c55', versions: '<3.3.8 || >=4.0.0 <5.0.9', what: 'ids that can be foreseen' }],
  next: [
    {
      id: 'GHSA-f82v-jwr5-mffw',
      versions: '>=11.1.4 <12.3.5 || >=13.0.0 <13.5.9 || >=14.0.0 <14.2.25 || >=15.0.0 <15.2.3',
      what: 'a header passes by middleware',
    },
    { id: 'GHSA-9qr9-h5gf-34mp', versions: '>=15.0.0 <15.5.7 || >=16.0.0 <16.0.7', what: 'code runs from a request' },
    {
      id: 'GHSA-9g9p-9gw9-jx7f',
      versions: '>=15.0.0 <15.5.10 || >=16.0.0 <16.1.5',
      what: 'pictures that fill the memory',
    },
    { id: 'GHSA-26hh-7cqf-hhc6', versions: '>=15.0.0 <15.5.18 || >=16.0.0 <16.2.6', what: 'middleware is passed by' },
  ],
  picomatch: [
    {
      id: 'GHSA-c2c7-rcm5-vvqj',
      versions: '<2.3.2 || >=3.0.0 <3.0.2 || >=4.0.0 <4.0.4',
      what: 'a pattern that searches for ever',
    },
  ],
  postcss: [
    { id: 'GHSA-7fh5-64p2-3v2j', versions: '<8.4.31', what: 'line breaks are read wrongly' },
    { id: 'GHSA-qx2v-qp2m-jg93', versions: '<8.5.10', what: 'scripts through the end of a style' },
  ],
  semver: [
    {
      id: 'GHSA-c2qf-rxjj-qqgw',
      versions: '<5.7.2 || >=6.0.0 <6.3.1 || >=7.0.0 <7.5.2',
      what: 'a pattern that searches for ever',
    },
  ],
  ssh2: [{ id: 'GHSA-652h-xwhf-q4h6', versions: '<1.4.0', what: 'commands run on Windows' }],
  'tar-fs': [
    {
      id: 'GHSA-vj76-c3g6-qr5v',
      versions: '>=3.0.0 <3.1.1 || >=2.0.0 <2.1.4 || <1.16.6',
      what: 'files outside of the folder',
    },
  ],
  undici: [
    {
      id: 'GHSA-c76h-2ccp-4975',
      versions: '>=4.5.0 <5.28.5 || >=6.0.0 <6.21.1 || >=7.0.0 <7.2.3',
      what: 'boundaries that can be guessed',
    },
    {
      id: 'GHSA-cxrh-j4jr-qwg3',
      versions: '<5.29.0 || >=6.0.0 <6.21.2 || >=7.0.0 <7.5.0',
      what: 'bad certificates fill the memory',
    },
    { id: 'GHSA-g9mf-h72j-4rw9', versions: '<6.23.0 || >=7.0.0 <7.18.2', what: 'answers that unpack without end' },
    {
      id: 'GHSA-35p6-xmwp-9g52',
      versions: '<6.27.0 || >=7.0.0 <7.28.0 || >=8.0.0 <8.5.0',
      what: 'an answer is taken for another request',
    },
  ],
  valibot: [{ id: 'GHSA-vqpr-j7v3-hqw9', versions: '<1.2.0', what: 'a pattern that searches for ever' }],
  vite: [
    {
      id: 'GHSA-356w-63v5-8wf4',
      versions: '>=6.0.0 <6.0.15 || >=6.1.0 <6.1.5 || >=6.2.0 <6.2.6',
      what: 'the development server gives out files',
    },
  ],
  vitest: [
    {
      id: 'GHSA-9crc-q9x8-hgqq',
      versions: '<1.6.1 || >=2.0.0 <2.1.9 || >=3.0.0 <3.0.5',
      what: 'any site runs code through its API',
    },
  ],
  ws: [
    { id: 'GHSA-3h5v-q93c-6h6q', versions: '>=7.0.0 <7.5.10 || >=8.0.0 <8.17.1', what: 'many headers end the process' },
  ],
  yaml: [
    { id: 'GHSA-f9xv-q969-pqx4', versions: '>=2.0.0 <2.2.2', what: 'an error that nobody catches' },
    { id: 'GHSA-48c2-rrv3-qjmp', versions: '<1.10.3 || >=2.0.0 <2.8.3', what: 'nested collections overflow the stack' },
  ],
  zod: [{ id: 'GHSA-m95q-7qp3-xv42', versions: '<3.22.3', what: 'a pattern that searches for ever' }],
}

interface LockedPackage {
  readonly version?: string
}

/**
 * One sentence for each package of a lockfile that has a known fault.
 * @param packages of a package-lock.json, by their places
 */
export function checkAdvisories(packages: Readonly<Record<string, LockedPackage>>, known = ADVISORIES): string[] {
  return Object.entries(packages).flatMap(([place, { version = '' }]) => {
    const name = place.split('node_modules/').at(-1) ?? ''
    const [major, minor, patch] = version
      .replace(/[-+].*$/, '')
      .split('.')
      .map(Number)
    if (place === '' || major === undefined || minor === undefined || patch === undefined) return []
    return (known[name] ?? [])
      .filter(({ versions }) => allowsVersion(versions, [major, minor, patch]))
      .map(({ id, versions, what }) => `${place} ${version} has ${id} (${versions}): ${what}. Take a newer one.`)
  })
}
