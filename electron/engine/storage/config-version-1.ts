/**
 * The configuration as version 1 kept it: rules about one thing each, as objects. Only read, and
 * turned into what the file holds now.
 */
import * as v from 'valibot';
import { parseAddress } from '../../contract/address.ts';
import { MAX_RULES, ruleIdSchema } from '../../contract/rule.ts';
import { DEFAULT_SETTINGS, settingsSchema } from '../../contract/settings.ts';

const PROTOCOLS = ['tcp', 'udp', 'icmp', 'icmpv6', 'arp', 'igmp', 'sctp', 'gre'] as const;

const addressSchema = v.pipe(
  v.string(),
  v.check((text) => parseAddress(text).ok, 'not an IP address'),
);
const portSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535));
const timeSchema = v.pipe(v.number(), v.integer(), v.minValue(0));

const matchSchema = v.union([
  v.strictObject({ remote: addressSchema }),
  v.strictObject({ protocol: v.picklist(['tcp', 'udp']), dport: portSchema }),
  v.strictObject({ protocol: v.picklist(PROTOCOLS) }),
  v.strictObject({ any: v.literal(true) }),
]);

const ruleSchema = v.strictObject({
  id: ruleIdSchema,
  enabled: v.boolean(),
  verdict: v.picklist(['pass', 'drop']),
  match: matchSchema,
  createdAt: timeSchema,
  expiry: v.optional(timeSchema),
});

export const configVersion1Schema = v.strictObject({
  version: v.literal(1),
  interfaces: v.optional(v.array(v.pipe(v.string(), v.maxLength(15)))),
  settings: v.optional(settingsSchema, DEFAULT_SETTINGS),
  rules: v.pipe(v.array(ruleSchema), v.maxLength(MAX_RULES)),
});

type ConfigVersion1 = v.InferOutput<typeof configVersion1Schema>;

/** The same in version 2, for its schema to read. */
export function fromVersion1({ rules, ...rest }: ConfigVersion1): Record<string, unknown> {
  return {
    ...rest,
    version: 2,
    rules: rules.map(({ verdict, match, ...rule }) => ({
      ...rule,
      text: `${verdict} ${textOf(match)}`,
    })),
  };
}

function textOf(match: v.InferOutput<typeof matchSchema>): string {
  if ('remote' in match) return `remote ${match.remote}`;
  if ('any' in match) return 'any';
  return 'dport' in match ? `${match.protocol} dport ${match.dport}` : match.protocol;
}
