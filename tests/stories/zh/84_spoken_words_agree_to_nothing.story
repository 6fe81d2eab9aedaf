# 84 What WeChat wrote down of his speech tells a complaint, refuses and restricts; it agrees to nothing.
# rules: CON-6 CON-8 CMP-1
# profiles: wechat
C> [voice a.amr] 空调不制冷，昨天开始的
B> 记下了：3月11日（周二），空调不制冷
B! 听不懂
S> phenomenon == '空调不制冷' and draft_files == 0 and evidence == ()
C> [voice b.amr] 不会
C> [voice c.amr] 绕城高速
S> where == '绕城高速' and safety == 'no' and draft_files == 0
C> 提交
C> 提交
S> complaints == 1 and case_files == 0
C> [voice d.amr] 零件到了吗
O> aftersales.1 零件到了吗
S> case_files == 1
C> 留电话
C> [voice e.amr] 一
B> 语音可能听错，不能算同意
B> 请回复同意的编号
S> step == 'consents' and not consents.ticked and grants == []
C> [voice f.amr] 全部同意
S> grants == [] and conversation == 'idle'
C> 留电话
C> 1
C> [voice g.amr] 13800138000
B> 请把号码打出来
S> phones == [] and grants == [] and step == 'phone'
C> 13800138000
S> grants == [('complaint', 'call')]
T> +PT1M
C> [voice h.amr] 别再打电话了
B> 已停止给您打电话
S> consent('complaint', 'call') == 'withdrawn'
C> [voice i.amr] 恢复同意
B> 打字
S> consent('complaint', 'call') == 'withdrawn'
T> +PT1M
C> 恢复同意
S> consent('complaint', 'call') == 'given'
C> 留电话
C> [voice j.amr] 都不用
B> 一项都不同意
S> conversation == 'idle' and consents is None
