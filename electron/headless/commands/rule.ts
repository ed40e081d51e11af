/** `portcullis rule ...` */
import { ok, type Result } from '../../contract/result.ts';
import type { Rule } from '../../contract/rule.ts';
import type { RuleBookState, Snapshot } from '../../contract/state.ts';
import { type Conclusion, conclude } from './conclude.ts';
import { type EngineAccess, withEngine } from './engine-access.ts';
import { explanationText } from './explanation-text.ts';
import { createReport, type Report } from './report.ts';
import { findRule } from './rule-address.ts';
import type { RuleCommand } from './rule-command.ts';
import { exportRules, importRules } from './rule-files.ts';
import {
  findingText,
  lossText,
  numberedRule,
  ruleLineText,
  rulesObject,
  rulesText,
} from './rule-text.ts';
import { readRuleWords } from './rule-words.ts';

/** Works on the rules of the running engine, or else on those that are saved. */
export async function rule(words: string[]): Promise<number> {
  const { command, json, yes } = readRuleWords(words);
  const report = createReport(json);
  return withEngine(report, { orSaved: true }, (access) => run(command, access, report, yes));
}

async function run(
  command: RuleCommand,
  access: EngineAccess,
  report: Report,
  yes: boolean,
): Promise<number> {
  const snapshot = await access.client.call('snapshot');
  if (!snapshot.ok) return report.fail(snapshot.error);
  const { rules } = snapshot.value;
  const intent = { yes, before: snapshot.value };
  if (!access.isRunning && (command.do === 'list' || command.do === 'explain')) {
    report.note('Portcullis is not running; these are the saved rules.');
  }
  switch (command.do) {
    case 'list':
      return report.succeed(rulesObject(snapshot.value), rulesText(snapshot.value, Date.now()));
    case 'export':
      return exportRules(rules, command.file, report);
    case 'import':
      return importRules(command, access, report, intent);
    case 'explain': {
      const explained = await access.client.call('explain', { packet: command.packet });
      if (!explained.ok) return report.fail(explained.error);
      return report.succeed(explained.value, explanationText(explained.value, rules));
    }
    default: {
      const changed = await change(command, access, rules);
      if (!changed.ok) return report.fail(changed.error);
      if (!access.isRunning && changed.value.untilRestart && command.do !== 'remove') {
        return report.fail({
          code: 'not-running',
          message: 'Portcullis is not running, so a rule until its restart is none at all.',
          remedy: 'Start Portcullis first, or give the rule another end.',
        });
      }
      return conclude(access, report, intent, (now) => {
        const warning = lossText(changed.value, now.rules);
        if (warning) report.note(warning);
        return conclusionOf(command, changed.value, now);
      });
    }
  }
}

type Change = Exclude<RuleCommand, { do: 'list' | 'export' | 'explain' | 'import' }>;

async function change(
  command: Change,
  { client }: EngineAccess,
  rules: RuleBookState,
): Promise<Result<Rule>> {
  if (command.do === 'add') {
    const before = command.before === undefined ? ok(null) : placeOf(command.before, rules);
    if (!before.ok) return before;
    return client.call('addRule', {
      line: command.line,
      ...(before.value === null ? {} : { before: before.value }),
      origin: 'command',
      trial: command.trial,
    });
  }
  const found = findRule(rules, command.rule);
  if (!found.ok) return found;
  const { id } = found.value;
  if (command.do === 'remove') return client.call('removeRule', { id });
  if (command.do === 'switch') return client.call('updateRule', { id, enabled: command.enabled });
  if (command.do === 'edit') return client.call('updateRule', { id, ...command.change });
  const place = placeOf(command.before, rules);
  if (!place.ok) return place;
  const before = place.value === 'first' ? (rules.rules[0]?.id ?? null) : place.value;
  return client.call('moveRule', { id, before });
}

/** A rule's id, `first`, or null for the end. */
function placeOf(word: string, rules: RuleBookState): Result<string | null> {
  if (word === 'first') return ok(word);
  if (word === 'last') return ok(null);
  const found = findRule(rules, word);
  return found.ok ? ok(found.value.id) : found;
}

function conclusionOf(command: Change, changed: Rule, { rules }: Snapshot): Conclusion {
  if (command.do === 'remove') {
    return { value: changed, text: `Removed: ${ruleLineText(changed)}\n` };
  }
  const rule = numberedRule(changed, rules);
  const finding = rules.findings.find(({ ruleId }) => ruleId === changed.id);
  const label = rule.number === undefined ? changed.id : `Rule ${rule.number}`;
  const warning = finding ? `${findingText(finding, rules)}\n` : '';
  return { value: rule, text: `${label}: ${ruleLineText(changed)}\n${warning}` };
}
