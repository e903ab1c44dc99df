import { X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { base64, kubeCredentials } from '@/lib/testing/kube-credentials'
import { kubeconfigCa, kubeconfigUrl, rebuildKubeconfig, rewriteKubeconfig } from './kubeconfig'

const { authority, certificate, key } = kubeCredentials
const TO = { name: 'hard-crate', apiUrl: 'https://10.0.0.1:6443' }

/** As k3s writes it, with what a hostile root would add. */
function written(changes: { cluster?: object; user?: object; context?: object; top?: object } = {}): string {
  return stringify({
    apiVersion: 'v1',
    clusters: [
      {
        cluster: {
          'certificate-authority-data': base64(authority),
          server: 'https://127.0.0.1:6443',
          ...changes.cluster,
        },
        name: 'default',
      },
    ],
    contexts: [{ context: { cluster: 'default', user: 'default', ...changes.context }, name: 'default' }],
    'current-context': 'default',
    kind: 'Config',
    preferences: {},
    users: [
      {
        name: 'default',
        user: { 'client-certificate-data': base64(certificate), 'client-key-data': base64(key), ...changes.user },
      },
    ],
    ...changes.top,
  })
}

const refused = expect.objectContaining({ code: 'kubeconfig-unreadable' })

describe('a kubeconfig', () => {
  it('is built anew under its own names and address, and opens what it opened', () => {
    const config = parse(rewriteKubeconfig(written(), TO))
    expect(config).toEqual({
      apiVersion: 'v1',
      kind: 'Config',
      preferences: {},
      clusters: [
        {
          name: 'hard-crate',
          cluster: { server: 'https://10.0.0.1:6443', 'certificate-authority-data': expect.any(String) },
        },
      ],
      users: [
        {
          name: 'hard-crate-admin',
          user: { 'client-certificate-data': expect.any(String), 'client-key-data': expect.any(String) },
        },
      ],
      contexts: [{ name: 'hard-crate', context: { cluster: 'hard-crate', user: 'hard-crate-admin' } }],
      'current-context': 'hard-crate',
    })
    const fingerprint = (pem: string) => new X509Certificate(pem).fingerprint256
    const inside = (data: string) => Buffer.from(data, 'base64').toString()
    const { cluster } = config.clusters[0]
    expect(fingerprint(inside(cluster['certificate-authority-data']))).toBe(fingerprint(authority))
    expect(fingerprint(inside(config.users[0].user['client-certificate-data']))).toBe(fingerprint(certificate))
    expect(kubeconfigCa(written())).toBe(authority)
    expect(kubeconfigUrl(written())).toBe('https://127.0.0.1:6443')
  })

  it.each([
    ['a program to run', { user: { exec: { apiVersion: 'v1', command: 'canary', args: ['-c', 'canary'] } } }],
    ['a provider of logins', { user: { 'auth-provider': { name: 'canary', config: { 'cmd-path': 'canary' } } } }],
    ['files of the laptop', { user: { 'client-key': '/canary', tokenFile: '/canary' } }],
    ['a password', { user: { username: 'canary', password: 'canary' } }],
    ['somebody else to act as', { user: { as: 'canary', 'as-groups': ['canary'] } }],
    ['a proxy', { cluster: { 'proxy-url': 'http://canary' } }],
    ['another name to expect', { cluster: { 'tls-server-name': 'canary' } }],
    ['no check of the server', { cluster: { 'insecure-skip-tls-verify': true, canary: 1 } }],
    ['a namespace and extensions', { context: { namespace: 'canary', extensions: [{ name: 'canary' }] } }],
    ['more at the top', { top: { extensions: [{ name: 'canary', extension: {} }], canary: 'canary' } }],
    ['another current context', { top: { 'current-context': 'canary' } }],
  ])('passes nothing else on: %s', (_, changes) => {
    for (const text of [rewriteKubeconfig(written(changes), TO), rebuildKubeconfig(written(changes), 'crate')]) {
      if (!('top' in changes && 'current-context' in changes.top)) expect(text).not.toContain('canary')
      expect(text).not.toMatch(/exec|auth-provider|proxy-url|insecure|tls-server-name|namespace|password|tokenFile/)
    }
  })

  it.each([
    ['an empty authority', { cluster: { 'certificate-authority-data': '' } }],
    ['an authority that is no certificate', { cluster: { 'certificate-authority-data': base64('canary') } }],
    [
      'an authority with a broken certificate in it',
      {
        cluster: {
          'certificate-authority-data': base64(
            `${authority}-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----\n`,
          ),
        },
      },
    ],
    [
      'an authority that is far too large',
      { cluster: { 'certificate-authority-data': base64(authority.repeat(100)) } },
    ],
    ['no certificate', { user: { 'client-certificate-data': '' } }],
    ['the key of another certificate', { user: { 'client-certificate-data': base64(authority) } }],
    [
      'a key that asks for computing',
      { user: { 'client-key-data': base64(key.replaceAll('PRIVATE', 'ENCRYPTED PRIVATE')) } },
    ],
    ['plain HTTP', { cluster: { server: 'http://10.0.0.1:6443' } }],
    ['two users', { top: { users: [1, 2].map((name) => ({ name: `${name}`, user: { token: 'canary' } })) } }],
    ['more than a file has', { top: { filler: 'x'.repeat(300_000) } }],
  ])('is refused with %s', (_, changes) => {
    expect(() => rewriteKubeconfig(written(changes), TO)).toThrow(refused)
    expect(() => rewriteKubeconfig(written(changes), TO)).toThrow(expect.not.stringContaining('canary'))
  })

  it('keeps a token', () => {
    const users = [{ name: 'default', user: { token: 'sesame', exec: { command: 'sh' } } }]
    expect(parse(rewriteKubeconfig(written({ top: { users } }), TO)).users[0].user).toEqual({ token: 'sesame' })
  })

  it('keeps its name and address when it is rebuilt, without what a URL may hide', () => {
    const cluster = { server: 'https://user:password@10.0.0.9:6443/clusters/c1/?x=1#y' }
    const config = parse(rebuildKubeconfig(written({ cluster }), 'crate'))
    expect(config.clusters[0]).toMatchObject({
      name: 'default',
      cluster: { server: 'https://10.0.0.9:6443/clusters/c1' },
    })
    const top = { 'current-context': '$(id)' }
    expect(parse(rebuildKubeconfig(written({ top }), 'crate'))['current-context']).toBe('crate')
  })

  it.each(['', 'not: [yaml', 'clusters: []', 'a: 1'])('refuses %j without repeating it', (broken) => {
    expect(() => rewriteKubeconfig(broken, { name: 'x', apiUrl: 'y' })).toThrow(refused)
  })
})
