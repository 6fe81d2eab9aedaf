# 我的同意: how each answer stands, one tap stops one, and one act gives back exactly what was stopped.
# rules: CON-6 CON-7 CON-8 CON-9
C> 我的同意
B> 还没有同意过任何用途
S> ledger == []
C> 空调突然不制冷
C> 不会
C> 取消
C> 投诉
C> /consents
B> 还没有同意过任何用途
B> 接着刚才的问题
S> conversation == 'complaint'
C> 空调突然不制冷
C> 不会
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 跳过
C> 维修
C> 没有
C> 提交
C> 可以留电话
C> 1 2
C> 13800138000
S> grants == [('complaint', 'call'), ('complaint', 'sms')]
C> 我的同意
B> · 投诉处理（电话）：同意，3月12日（周三）起，到2027年3月12日（周五）；告知书投诉留电话-2
B> · 投诉处理（短信）：同意
B> · 维修进度（短信）：不同意，3月12日（周三）
B> 停：投诉处理（电话）
B! 停：维修进度
@telegram C> [press 停：投诉处理（短信）]
@wechat C> 2
B> 已停止“投诉处理（短信）”，现在就生效。其他选择不变。撤回回执
B> 回复“恢复同意”
S> consent('complaint', 'sms') == 'withdrawn' and consent('complaint', 'call') == 'given'
T> +PT23H
C> 恢复同意
B> 已恢复：投诉处理（短信）
S> consent('complaint', 'sms') == 'given' and ledger[-1] == ('renewed', 'complaint', 'sms')
C> 恢复同意
B> 没有可以恢复的撤回
S> len(grants) == 3
C> 全部退订
S> consent('complaint', 'sms') == 'withdrawn' and consent('complaint', 'call') == 'withdrawn'
C> 我的同意
B> · 投诉处理（电话）：已撤回
B> 现在没有同意中的用途
S> len(grants) == 3
T> +PT24H1S
C> 恢复同意
B> 没有可以恢复的撤回
S> consent('complaint', 'call') == 'withdrawn'
