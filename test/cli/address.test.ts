import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { addressOf, isSamePlace, nameOf } from '../../src/cli/address.ts'
import { finetap, newFolder, newLog } from './finetap.ts'
import { sampleGeneration } from '../../src/testing/store/sample-events.ts'

describe('an address', () => {
  test.for([
    ['postgres://h/d?schema=public', { url: 'postgres://h/d', schema: undefined }],
    ['postgres://a:b@h/d?schema=chats', { url: 'postgres://a:b@h/d', schema: 'chats' }],
    ['postgres://h/d?sslmode=verify-full&schema=chats&a=%3D', { url: 'postgres://h/d?sslmode=verify-full&a=%3D' }],
    ['postgresql://h/d?sslmode=disable', { url: 'postgresql://h/d?sslmode=disable', schema: undefined }],
    [' POSTGRES://h/d', { kind: 'postgres', url: 'POSTGRES://h/d' }],
    ['./chats.json', { kind: 'lowdb' }],
    ['./chats.db', { kind: 'sqlite' }],
    ['./.finetap', { kind: 'jsonl' }],
  ] as const)('%s is read', ([text, address]) => {
    expect(addressOf(text)).toMatchObject(address)
  })

  test('with an ending that no store has is refused', () => {
    expect(() => addressOf('./logs.2026')).toThrow('is no address of a store')
  })

  test('of no store is refused, and its password is not repeated', async () => {
    const from = await newLog([sampleGeneration('g1')])
    const { code, stderr } = await finetap(['copy', from, 'mysql://app:hunter2@127.0.0.1/chats'])
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('addresses of mysql://') })
    expect(stderr).not.toContain('hunter2')
  })

  test('tells schemas of a database apart, and has no password in its name', () => {
    const [one, other] = ['postgres://app:hunter2@h/d', 'postgres://h/d?schema=chats'].map(addressOf)
    if (one === undefined || other === undefined) throw new Error('there are two')
    expect([nameOf(one), nameOf(other)]).toEqual(['postgres://h/d', 'postgres://h/d?schema=chats'])
    expect(isSamePlace(one, other)).toBe(false)
    expect(isSamePlace(one, addressOf('postgres://h/d?schema=finetap'))).toBe(true)
  })

  test('of a directory that is there is that of a log, whatever its name, and links lead to the same place', async () => {
    const folder = await newFolder()
    const [path, link] = [join(folder, 'old.json'), join(folder, 'link')]
    await mkdir(path)
    await symlink(path, link)
    expect(addressOf(path)).toEqual({ kind: 'jsonl', path })
    expect(isSamePlace(addressOf(path), addressOf(link))).toBe(true)
  })
})
