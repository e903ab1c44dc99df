import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { interpolate, readCompose } from './compose-file'

const compose = readCompose()
const services = Object.entries(compose.services)
const dockerfile = readFileSync(path.resolve(import.meta.dirname, '../../Dockerfile'), 'utf8')

describe('docker-compose.yml', () => {
  it('has the panel and what it stands on', () => {
    expect(services.map(([name]) => name)).toEqual(['postgres', 'redis', 'prepare', 'web', 'worker', 'practice'])
  })

  it('names every image with a full version', () => {
    for (const [, { image }] of services) expect(image).toMatch(/^[a-z]+:\d+\.\d+(\.\d+)?(-[a-z]+)?$/)
  })

  it('checks the health of everything that keeps running', () => {
    const unchecked = services.filter(([, service]) => service.restart !== 'no' && !service.healthcheck)
    expect(unchecked.map(([name]) => name)).toEqual([])
  })

  it('waits only for services that exist, and for health only where it is checked', () => {
    for (const [, { depends_on: others }] of services) {
      for (const [other, { condition }] of Object.entries(others)) {
        const service = compose.services[other]
        expect(service).toBeDefined()
        if (condition === 'service_healthy') expect(service?.healthcheck).toBeDefined()
        else expect(service?.restart).toBe('no')
      }
    }
  })

  it('keeps data in declared volumes', () => {
    const used = services.flatMap(([, { volumes }]) => volumes.map((volume) => volume.split(':')[0] ?? ''))
    expect([...new Set(used)].sort()).toEqual(Object.keys(compose.volumes).sort())
  })

  it('holds no secret, and refuses to start without them', () => {
    const values = services.flatMap(([, { environment }]) => Object.entries(environment))
    const secrets = values.filter(([name]) => /PASSWORD|SECRET/.test(name))
    expect(secrets.length).toBeGreaterThan(0)
    for (const [, value] of secrets) expect(() => interpolate(value, {})).toThrow(/in \.env$/)
  })

  it('publishes the web server, and what people reach of practice clusters', () => {
    expect(services.filter(([, { ports }]) => ports.length > 0).map(([name]) => name)).toEqual(['web', 'practice'])
  })

  it('opens ports to its own machine only, unless told', () => {
    const ports = services.flatMap(([, service]) => service.ports)
    expect(ports.length).toBeGreaterThan(2)
    for (const port of ports) {
      expect(interpolate(port, {})).toMatch(/^127\.0\.0\.1:/)
      expect(interpolate(port, { BUZZCRATE_PUBLISH: '0.0.0.0' })).toMatch(/^0\.0\.0\.0:/)
    }
  })

  it('runs the panel without rights that it does not need', () => {
    for (const name of ['prepare', 'web', 'worker', 'practice']) {
      expect(compose.services[name]).toMatchObject({ read_only: true, cap_drop: ['ALL'] })
    }
    expect(dockerfile).toMatch(/^USER node$/m)
  })
})

describe('Dockerfile', () => {
  it('starts from images with a full version', () => {
    const images = [...dockerfile.matchAll(/^FROM (?:--platform=\S+ )?(\S+)/gm)].map((match) => match[1])
    expect(images.length).toBe(2)
    for (const image of images) expect(image).toMatch(/^node:\d+\.\d+\.\d+-[a-z]+-slim$/)
  })
})

describe('interpolate', () => {
  it('fills in values, defaults and refusals', () => {
    const text = `$${'{A}'}-$${'{B:-two}'}`
    expect(interpolate(text, { A: 'one' })).toBe('one-two')
    expect(() => interpolate(`$${'{C:?set C}'}`, {})).toThrow('C: set C')
  })
})
