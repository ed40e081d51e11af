/** What `portcullis help` prints, in all and of one verb. */

export const USAGE = `Portcullis shows the packets of an interface, and drops what you point at.

The app
  portcullis serve                  serve it to a browser on this machine

Filtering
  portcullis status                 what is filtered now
  portcullis attach INTERFACE       filter an interface
  portcullis detach INTERFACE       leave it as it was
  portcullis panic                  let everything through at once; or: --off
  portcullis replay FILE            what the rules would do to a capture file
  portcullis watch [INTERFACE]      show packets as they arrive, or --write FILE

Rules
  portcullis rule list              in the order in which they are asked
  portcullis rule add drop tcp dport 8080
  portcullis rule remove 2          also: enable, disable, edit, move
  portcullis rule import FILE       also: export
  portcullis rule explain in tcp src 192.0.2.9 dport 22
  portcullis default in drop        what becomes of packets that no rule decided
  portcullis trial keep             keep what is on trial; or: revert
  portcullis list add NAME SOURCE   prefixes for rules; also: show, edit,
                                    refresh, remove

This machine
  portcullis doctor                 what it can do, and what to mend
  portcullis install                a helper of root's, for a better question
  portcullis uninstall              take it away again
  portcullis playground start       a small network to try things in; or: stop

  portcullis help VERB              all about one of them
  portcullis --version              show the version

Exit status: 0 done, 1 failed, 2 misuse, 3 Portcullis is not running.
With --json a command prints one JSON value, or its failure as one on standard
error: {"code", "message", "remedy"}.
`;

/** Of each verb. */
const VERB_USAGE: Readonly<Record<string, string>> = {
  serve: `portcullis serve [--interface NAME]... [--playground] [--port N]

Serves the app to a browser on this machine. Prints the address to open.

  --interface NAME   filter this interface instead of those used last time
  --playground       start in the playground, which touches no real interface
  --port N           listen on this port of 127.0.0.1 instead of any free one
  --no-ask           do not ask for the rights to filter; the page can
  --browser-uid UID  write a file that opens the app, for this user's eyes only
  --ready-fd N       announce the address as a line of JSON on this descriptor
`,
  watch: `portcullis watch [INTERFACE] [--json | --write FILE] [--filter EXPR] [--count N]

Shows packets as they arrive. If Portcullis runs and filters the interface, its
packets are read, with what its rules say to them; without INTERFACE, those of
all that it filters. Otherwise the interface is watched with a filter of its
own, which applies no rules.

  --json             one JSON object per line
  --write FILE       a capture file (pcapng) with verdicts and rules, which only
                     you can read; "-": to standard output, as for a live view:
                     portcullis watch eth0 --write - | wireshark -k -i -
  --snapshot N       keep so many bytes of each packet, at most 1500
  --filter EXPR      only packets that it lets through, in the rules' language:
                     'tcp dport 22 and verdict drop and not src 192.0.2.0/24'.
                     Only the window knows names of hosts and lists
  --count N          stop after this many packets
`,
  replay: `portcullis replay FILE [--json] [--flips] [--direction in|out]

Runs the packets of a capture file (pcap or pcapng; "-": standard input)
through the rules as they are now, and says which would fare otherwise than
their file says; where it says nothing, they had passed. Nothing is sent, and
what filters now is not touched. Limits and ends of rules follow the time of
the capture.

  --json             one JSON object per line
  --flips            only packets that fare otherwise
  --direction        of packets that tell none, neither by the file nor by an
                     address of this machine; "in" unless it is said
`,
  status: `portcullis status [--json]

Says what is filtered, with which rules, and what is on trial. The exit status
is 3 if Portcullis is not running.
`,
  attach: `portcullis attach INTERFACE [--json] [--no-ask]
portcullis detach INTERFACE [--json]

attach filters an interface with the rules of "portcullis rule list". If
Portcullis runs already, that one does; otherwise this command runs until
Ctrl-C, and takes other commands meanwhile. detach leaves the interface as it
was before.

  --no-ask           do not ask for the rights to filter
`,
  panic: `portcullis panic [--off] [--json]
portcullis resume [--json]

panic lets everything through at once, in both directions. Packets are still
shown and counted. "panic --off", or "resume", has the rules in force again,
and so has a restart.
`,
  rule: `portcullis rule list
portcullis rule add LINE... [--before RULE | --first] [--try]
portcullis rule edit RULE [LINE...] [--name TEXT] [--for TIME | --until-restart]
                     [--on | --off]
portcullis rule remove RULE
portcullis rule enable RULE
portcullis rule disable RULE
portcullis rule move RULE before RULE | first | last
portcullis rule import FILE [--replace] [--try]
portcullis rule export [FILE]
portcullis rule explain PACKET...

The first rule that matches a packet decides. RULE is a number as "rule list"
prints it, or an id. LINE is a rule; its words need no quotes but for a name,
which stands behind a #:

  portcullis rule add drop src 203.0.113.0/24
  portcullis rule add pass tcp src 192.0.2.0/24 dport 22, 8000-9000 --first
  portcullis rule add 'drop both remote 2001:db8:bad::/48 for 1h # scanners'
  portcullis rule add limit 100/s burst 200 per source udp dport 53
  portcullis rule add count tcp flags syn
  portcullis rule add drop src list drop-list

For edit, LINE has neither a lifetime nor a name: those are options. FILE holds
a rule on each line; - stands for standard input or output. explain says which
rule decides about a packet, and why. Where Portcullis is not running, these
work on the saved rules.

  --before RULE      in front of that rule instead of at the end
  --first            in front of all
  --try              take the change back after 15 s, unless it is kept
  --yes              keep what is on trial without a question
  --for TIME         end after 90s, 15m, 6h or 7d from now; "ever": never
  --until-restart    end with the engine
  --replace          in place of the rules that are there
  --record HEX       explain a packet given as a record of the live view
  --json             one JSON value
`,
  default: `portcullis default in|out pass|drop [--yes] [--json]

What becomes of packets that no rule decided. One that drops is on trial: it is
taken back after 15 s unless you keep it, on the terminal or with "portcullis
trial keep". Rules that are built in keep ARP, neighbour discovery, DHCP, ICMP
errors and replies working; "rule list" shows them.

  --yes              keep it without a question
`,
  trial: `portcullis trial keep|revert [--json]

Keeps what is on trial, or takes it back at once.
`,
  list: `portcullis list add NAME SOURCE [--every TIME]
portcullis list show [NAME]
portcullis list edit NAME --every TIME
portcullis list refresh NAME
portcullis list remove NAME

A list of addresses, prefixes and ranges that rules name: drop src list NAME.
SOURCE is an https address, a file, or - for standard input. Lines that are
none of these are skipped and told.

  --every TIME       read it again every 30m, 6h or 1d; "never": when asked
  --json             one JSON value
`,
  playground: `portcullis playground start|stop [--json]

A small network inside this machine, with made up hosts that ping, scan and
talk.
`,
  install: `portcullis install [--show] [--yes]

Puts a small helper of root's in place: the desktop then asks for the password
in Portcullis's own words, and it is checked that nobody but you and root could
have changed what is started. Shows what it is, and asks first.

  --show             print the files in full, and change nothing
  --yes              do not ask
`,
  uninstall: `portcullis uninstall [--yes]

Takes every trace of the helper away.

  --yes              do not ask
`,
  doctor: `portcullis doctor [--json]

Says what this machine, this process and each interface can do, and what to
mend. Changes nothing. The exit status is 1 if there is a fault.

  --json             one JSON object
`,
};

const SAME: Readonly<Record<string, string>> = { detach: 'attach', resume: 'panic' };

/** All about a verb; `undefined` if there is no such verb. */
export function usageOf(verb: string): string | undefined {
  const name = Object.hasOwn(SAME, verb) ? (SAME[verb] ?? verb) : verb;
  return Object.hasOwn(VERB_USAGE, name) ? VERB_USAGE[name] : undefined;
}
