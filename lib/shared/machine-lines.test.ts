import { describe, expect, it } from 'vitest'
import { parseMachineLines } from './machine-lines'

const one = (text: string) => parseMachineLines(text).machines[0]

describe('parseMachineLines', () => {
  it.each([
    ['192.168.1.31', { address: '192.168.1.31', port: undefined, loginUser: undefined }],
    ['pi@192.168.1.31', { address: '192.168.1.31', port: undefined, loginUser: 'pi' }],
    ['pi@pi-01.local:2222', { address: 'pi-01.local', port: 2222, loginUser: 'pi' }],
    ['ssh://pi@pi-01', { address: 'pi-01', port: undefined, loginUser: 'pi' }],
    ['fe80::1%eth0', { address: 'fe80::1%eth0', port: undefined, loginUser: undefined }],
    ['root@[2001:db8::7]:2222', { address: '2001:db8::7', port: 2222, loginUser: 'root' }],
  ])('reads %s', (text, machine) => {
    expect(one(text)).toEqual(machine)
  })

  it('reads many, with comments and empty lines', () => {
    const { machines, problems } = parseMachineLines('pi-01, pi-02\n\n# the shelf\n  pi-03 # left\npi@pi-04')
    expect(machines.map((machine) => machine.address)).toEqual(['pi-01', 'pi-02', 'pi-03', 'pi-04'])
    expect(problems).toEqual([])
  })

  it.each([
    ['192.168.1.300', 'address'],
    ['192.168.1', 'address'],
    ['pi_01', 'address'],
    ['-pi', 'address'],
    ['pi 01;$(reboot)', 'address'],
    ['💥', 'address'],
    ['a'.repeat(300), 'address'],
    ['pi-01:0', 'port'],
    ['pi-01:70000', 'port'],
    ['Pi User@pi-01', 'user'],
    ["o'brien@pi-01", 'user'],
    ['pi-01\nPI-01', 'twice'],
  ])('names what is wrong with %j', (text, problem) => {
    expect(parseMachineLines(text).problems.at(-1)?.problem).toBe(problem)
  })
})
