/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every map, each with its reason. They belong to the engine, not to a program: programs come and
 * go (one per interface), and find rules and counters as the last one left them.
 */
#ifndef PORTCULLIS_MAPS_H
#define PORTCULLIS_MAPS_H

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include "include/controls.h"
#include "include/counters.h"
#include "include/packet_record.h"
#include "include/rules.h"

const volatile struct program_config program_config = {};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct controls);
} controls_map SEC(".maps");

/* What a reference means. Written before any match map refers to the slot. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, MAX_RULES);
	__type(key, __u32);
	__type(value, struct rule);
} rules SEC(".maps");

/* Separate hashes per family: a 4-byte key is half the work of a 16-byte one. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MAX_RULES);
	__type(key, __u8[4]);
	__type(value, rule_reference);
} remote_v4_rules SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, MAX_RULES);
	__type(key, __u8[16]);
	__type(value, rule_reference);
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

/* Room for about 95,000 records: a flood within the budget, while the reader is kept waiting. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 8 * 1024 * 1024);
} records SEC(".maps");

#endif
