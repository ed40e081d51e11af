/** The maps of bpf/maps.h, by how long they live. */

/** As long as the engine. */
export const ENGINE_MAPS = [
  '.data.controls',
  '.data.replayed',
  'rule_counters',
  'interface_counters',
  'list_counters',
  'budgets',
  'records',
  'snapshots',
  'recent_flows',
  'buckets',
  'source_buckets',
] as const;

/** Made when a rule first asks for flows, and kept. */
export const FLOW_MAPS = ['flows'] as const;

/** One generation of the rules. */
export const GENERATION_MAPS = ['rules'] as const;

/** One generation, one direction. */
export const DIRECTION_MAPS = [
  '.data.policy',
  'remote_v4_rules',
  'remote_v6_rules',
  'port_rules',
  'protocol_rules',
  'list_rules',
  'positions',
  'vectors',
  'class_tables',
  'v4_classes',
  'v6_classes',
  'mac_classes',
] as const;

/** Until a list changes. */
export const LIST_MAPS = [
  'list_v4_blocks',
  'list_v4_leaves',
  'list_v4_chunks',
  'list_v6_prefixes',
] as const;

/** A program's own. */
export const CONSTANTS = ['.rodata', '.rodata.classes'] as const;

export const ALL_MAPS = [
  ...ENGINE_MAPS,
  ...FLOW_MAPS,
  ...GENERATION_MAPS,
  ...DIRECTION_MAPS,
  ...LIST_MAPS,
] as const;

export type EngineMap = (typeof ENGINE_MAPS)[number];
export type FlowMap = (typeof FLOW_MAPS)[number];
export type GenerationMap = (typeof GENERATION_MAPS)[number];
export type DirectionMap = (typeof DIRECTION_MAPS)[number];
export type ListMap = (typeof LIST_MAPS)[number];
export type MapName = (typeof ALL_MAPS)[number];
