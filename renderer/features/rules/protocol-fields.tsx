import { icmpTypeNames } from '../../../electron/contract/language/names/icmp-types.ts';
import type { RuleForm } from '../../model/rules/rule-form.ts';
import { useRulesModel } from '../../stores/rules-context.ts';
import { Select } from '../../ui/select.tsx';
import styles from './rule-fields.module.css';

const PROTOCOLS = [
  { value: '', label: 'any' },
  { value: 'tcp', label: 'TCP' },
  { value: 'udp', label: 'UDP' },
  { value: 'icmp', label: 'ICMP' },
  { value: 'icmpv6', label: 'ICMPv6' },
  { value: 'arp', label: 'ARP' },
  { value: 'igmp', label: 'IGMP' },
  { value: 'sctp', label: 'SCTP' },
  { value: 'gre', label: 'GRE' },
  { value: 'esp', label: 'ESP' },
  { value: 'ah', label: 'AH' },
  { value: 'ip', label: 'IPv4' },
  { value: 'ip6', label: 'IPv6' },
];

/** The protocol, and where it has them its types. */
export function ProtocolFields({ form }: { readonly form: RuleForm }) {
  const { editor } = useRulesModel();
  const { protocol, type } = form;
  return (
    <>
      <span>Protocol</span>
      <span className={styles.pair}>
        <Select
          label="Protocol"
          options={PROTOCOLS}
          value={protocol}
          onChange={(value) => editor.edit({ field: 'protocol', value })}
          className={styles.protocol}
        />
        {(protocol === 'icmp' || protocol === 'icmpv6') && (
          <>
            <span className="dim">type</span>
            <Select
              label="Type"
              mono
              options={typeOptions(protocol, type)}
              value={type}
              onChange={(value) => editor.edit({ field: 'type', value })}
              className={styles.wide}
            />
          </>
        )}
      </span>
    </>
  );
}

/** Any, every type with a name, and what is in the text if it is none of them. */
function typeOptions(protocol: 'icmp' | 'icmpv6', type: string) {
  const names = icmpTypeNames(protocol);
  const own = type === '' || names.includes(type) ? [] : [type];
  return ['', ...own, ...names].map((value) => ({ value, label: value || 'any' }));
}
