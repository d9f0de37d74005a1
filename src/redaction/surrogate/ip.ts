import { isIPv6 } from 'node:net'
import type { Fake } from './fake.ts'

/** Networks for documentation: RFC 5737 and RFC 3849. */
const NETWORKS = ['192.0.2', '198.51.100', '203.0.113']
const FORM = /^(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d{1,3}$/

/** Addresses of the same family. Of the older one there are 762. */
export const fakeIp: Fake = {
  make(draw, value) {
    if (!value.includes(':')) return `${NETWORKS[draw(NETWORKS.length)] ?? ''}.${1 + draw(254)}`
    const groups = Array.from({ length: 4 }, () => (0x1000 + draw(0xf000)).toString(16))
    return `2001:db8::${groups.join(':')}`
  },
  isFake: (value) => FORM.test(value) || (/^2001:0?db8:/i.test(value) && isIPv6(value)),
}
