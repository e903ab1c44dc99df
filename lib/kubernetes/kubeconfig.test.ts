import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { readKubeconfig } from './kubeconfig'

const data = Buffer.from('pem').toString('base64')

function kubeconfig(changes: { cluster?: object; user?: object; context?: string } = {}): string {
  const { cluster = {}, user = { token: 'sesame' }, context = 'x' } = changes
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: 'c', cluster: { server: 'https://10.0.0.1:6443', 'certificate-authority-data': data, ...cluster } },
    ],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': context,
  })
}

describe('readKubeconfig', () => {
  it('reads tokens and client certificates', () => {
    expect(readKubeconfig(kubeconfig())).toEqual({
      server: 'https://10.0.0.1:6443',
      caData: data,
      user: { token: 'sesame' },
    })
    const user = { 'client-certificate-data': data, 'client-key-data': data }
    expect(readKubeconfig(kubeconfig({ user })).user).toEqual({ certData: data, keyData: data })
  })

  it.each([
    ['a helper program', { user: { exec: { command: 'sh', args: ['-c', 'id'] } } }],
    ['a provider of logins', { user: { 'auth-provider': { name: 'gcp' } } }],
    ['a file of the panel', { user: { 'client-certificate': '/etc/shadow', 'client-key': '/etc/shadow' } }],
    ['an unverified server', { cluster: { 'insecure-skip-tls-verify': true } }],
    ['no certificate authority', { cluster: { 'certificate-authority-data': undefined } }],
    ['plain HTTP', { cluster: { server: 'http://10.0.0.1:6443' } }],
    ['a context that is not there', { context: 'other' }],
  ])('refuses %s', (_, changes) => {
    expect(() => readKubeconfig(kubeconfig(changes))).toThrow('kubeconfig refused')
  })

  it('keeps the text out of its errors', () => {
    for (const text of ['sesame: [', 'sesame', kubeconfig({ user: { sesame: 'sesame' } })]) {
      expect(() => readKubeconfig(text)).toThrow(expect.not.stringContaining('sesame'))
    }
  })
})
