import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { kubeconfigFrom, PRACTICE_SERVER_NAME, practiceKubeconfig } from './practice-kubeconfig'

const text = practiceKubeconfig({
  url: 'https://127.0.0.1:6480/clusters/c1',
  authority: 'PEM',
  token: 'sesame',
  name: 'practice-crate',
})

it('stays as it is for somebody at the same machine', () => {
  expect(kubeconfigFrom(text, 'localhost')).toBe(text)
  expect(kubeconfigFrom(text, '127.0.0.1')).toBe(text)
})

it.each(['panel.example.org', '192.168.1.9', '[fd00::9]'])(
  'points to %s for somebody who found the panel there',
  (host) => {
    const config = parse(kubeconfigFrom(text, host))
    expect(config.clusters[0].cluster).toMatchObject({
      server: `https://${host}:6480/clusters/c1`,
      'tls-server-name': PRACTICE_SERVER_NAME,
    })
    expect(config['current-context']).toBe('practice-crate')
    expect(config.users[0].user).toEqual({ token: 'sesame' })
  },
)
