import { readComplaints, readReportPage } from '../../../src/sandbox/web/report-page.js';

const FORM = `<form method="post" action="/badung/lapor" data-report data-challenge="{&quot;parameters&quot;:{&quot;nonce&quot;:&quot;a&amp;b&quot;}}">
<input type="hidden" name="token" value="n0nce.t1me.s1g"/><input type="radio" id="replyBy" name="replyBy" value="sms"/>
<input type="radio" id="replyBy-page" name="replyBy" value="page" checked/></form>`;

describe('the report form as a browser reads it', () => {
  it('finds the token, the work and the ways of answering', () => {
    expect(readReportPage(`<html>${FORM}</html>`)).toEqual({
      token: 'n0nce.t1me.s1g',
      challenge: '{"parameters":{"nonce":"a&b"}}',
      replyWays: ['sms', 'page'],
    });
  });

  it('knows a page without the form', () => {
    expect(readReportPage('<html><form method="get" action="/x"></form></html>')).toBeNull();
  });

  it('reads what was wrong, once each', () => {
    const block =
      '<div class="error" id="what-error"><p><strong>Salah:</strong> Isi aduan &quot;kosong&quot;.</p></div>';
    expect(readComplaints(block + block)).toEqual(['Salah: Isi aduan "kosong".']);
  });
});
