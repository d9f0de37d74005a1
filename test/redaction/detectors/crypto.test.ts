import { expect, test } from 'vitest'
import { createRedactor, cryptoDetector } from '../../../src/redaction/index.ts'

const begin = (mode: 'tag' | 'numbered' = 'tag') => createRedactor({ detectors: [cryptoDetector()], mode }).begin()
const mask = (text: string): string => begin().text(text)

/** From the first block of the chain, and the examples of BIP 173, BIP 350 and EIP-55. */
const ETHEREUM = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'
const BITCOIN = '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa'
const BECH32 = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'

test.for([
  BITCOIN,
  '3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy',
  BECH32,
  BECH32.toUpperCase(),
  'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
  ETHEREUM,
  '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359',
  ETHEREUM.toLowerCase(),
])('%s is masked', (address) => {
  expect(mask(`Send it to ${address}.`)).toBe('Send it to [CRYPTO].')
  expect(mask(`寄到${address}。`)).toBe('寄到[CRYPTO]。')
  expect(JSON.parse(mask(JSON.stringify({ to: `first\n${address}\n` })))).toEqual({ to: 'first\n[CRYPTO]\n' })
})

test.for([
  ['a wrong sign', `${BITCOIN.slice(0, -1)}b`],
  ['a wrong sign in Bech32', `${BECH32.slice(0, -1)}5`],
  ['mixed case in Bech32', `BC1${BECH32.slice(3)}`],
  ['a wrong case in Ethereum', ETHEREUM.replace('A', 'a')],
  ['a longer word', `x${BITCOIN} ${BITCOIN}1 x${ETHEREUM} ${ETHEREUM}0`],
  ['the zero address', `0x${'0'.repeat(40)}`],
  ['a hash', 'd41d8cd98f00b204e9800998ecf8427e 0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed00'],
])('%s: no address', ([, text]) => {
  expect(mask(text ?? '')).toBe(text)
})

test('case tells two addresses apart only where it means something', () => {
  expect(begin('numbered').text(`${ETHEREUM} ${ETHEREUM.toLowerCase()} ${BECH32} ${BECH32.toUpperCase()}`)).toBe(
    '[CRYPTO] [CRYPTO] [CRYPTO_2] [CRYPTO_2]',
  )
})
