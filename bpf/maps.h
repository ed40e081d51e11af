/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every map, each with its reason. They belong to the engine, not to a program: programs come and
 * go (one per interface and direction), and use the maps that the engine gives them.
 *
 * Lifetimes: what is counted or remembered lives as long as the engine. What says how to decide
 * belongs to one generation of the rules, the tables of it to one direction, and is replaced as a
 * whole together with the programs, so that no packet sees a mixture.
 */
#ifndef PORTCULLIS_MAPS_H
#define PORTCULLIS_MAPS_H

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "include/controls.h"
#include "include/counters.h"
#include "include/flows.h"
#include "include/lists.h"
#include "include/packet_record.h"
#include "include/recent_flows.h"
#include "include/rules.h"
#include "include/vectors.h"

const volatile struct program_config program_config = {};

/* Lifetime: the engine's. */

/* A section of its own: an array of one value that programs address without a lookup. */
struct controls controls SEC(".data.controls") = {};

/* Only programs whose clock is set look at it. */
struct replayed_packet replayed SEC(".data.replayed") = {};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, MAX_RULES);
	__type(key, __u32);
	__type(value, struct count);
} rule_counters SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, MAX_INTERFACES);
	__type(key, __u32);
	__type(value, struct interface_counters);
} interface_counters SEC(".maps");

/* Packets whose source or destination a list criterion found in the list. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, MAX_LISTS);
	__type(key, __u32);
	__type(value, __u64);
} list_counters SEC(".maps");

struct budget {
	__u64 window;
	__u64 used;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct budget);
} budgets SEC(".maps");

/* Sized by user space: room for a flood within the budget while the reader is kept waiting. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} records SEC(".maps");

/* By direction: where a record is put together with its bytes, as they do not fit on the stack. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct snapshot);
} snapshots SEC(".maps");

/* Only looked at while the first packets of flows are wanted. 1 MiB. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, RECENT_FLOW_BUCKETS);
	__type(key, __u32);
	__type(value, struct recent_flows);
} recent_flows SEC(".maps");

/* The bucket of a limit, by the rule's slot; lib/limit.h says what stands in it. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, MAX_RULES);
	__type(key, __u32);
	__type(value, __u64);
} buckets SEC(".maps");

struct source_key {
	/* rule_reference */
	__u32 rule;
	__u32 family;
	__u8 address[16];
};

/* Memory is taken as sources come. When it is full, newcomers share the rule's bucket. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 65536);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, struct source_key);
	__type(value, __u64);
} source_buckets SEC(".maps");

/* One entry until a rule asks for flows, as this kind of map takes all its memory at once. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, MAX_FLOWS);
	__type(key, struct flow_key);
	__type(value, struct flow);
} flows SEC(".maps");

/* Lifetime: one generation of the rules. */

/* What a reference means. Written before any table refers to the slot. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, MAX_RULES);
	__type(key, __u32);
	__type(value, struct rule);
} rules SEC(".maps");

/* Lifetime: one generation, one direction. */

/* As `controls`. */
struct policy policy SEC(".data.policy") = {};

/* Hash tables; include/rules.h. Sized, and written, by user space. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct v4_bucket);
} remote_v4_rules SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct v6_bucket);
} remote_v6_rules SEC(".maps");

/* An array, as ports are few: no hash to compute. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, PORT_KEYS);
	__type(key, __u32);
	__type(value, rule_reference);
} port_rules SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, PROTOCOL_CLASSES + 1);
	__type(key, __u32);
	__type(value, rule_reference);
} protocol_rules SEC(".maps");

/* One rule per list and end. What asks for more than that is among the vectors. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, LIST_RULE_KEYS);
	__type(key, __u32);
	__type(value, rule_reference);
} list_rules SEC(".maps");

/* From here on the sizes are set before a generation is loaded: what is not used has one entry. */

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, MAX_POSITIONS);
	__type(key, __u32);
	__type(value, rule_reference);
} positions SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct vector);
} vectors SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct class_table);
} class_tables SEC(".maps");

/* 0: source, 1: destination. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct v4_ranges);
} v4_classes SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct v6_ranges);
} v6_classes SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, struct mac_key);
	__type(value, __u32);
} mac_classes SEC(".maps");

/* Lifetime: until a list changes. */

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct list_block);
} list_v4_blocks SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, list_leaf);
} list_v4_leaves SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct list_chunk);
} list_v4_chunks SEC(".maps");

/* The value is the mask of the lists that hold exactly this prefix. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, struct list_v6_key);
	__type(value, __u32);
} list_v6_prefixes SEC(".maps");

#endif
