# Under fourteen: everything he agreed to ends, the number goes, and what he complains about is still handled.
# rules: CON-13
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
S> grants == [('complaint', 'call'), ('complaint', 'sms')] and len(phones) == 1
C> 我儿子12岁
B! 监护人
S> len(phones) == 1 and consent('complaint', 'call') == 'given'
C> 我13岁
B> 您未满14周岁
B> 家长（监护人）
B> 手机号已删除
B> 您反映的问题照常在这里处理
S> phones == [] and consent('complaint', 'call') != 'given' and consent('complaint', 'sms') != 'given'
S> case.is_open
C> 可以留电话
B> 您未满14周岁，我们不收您的手机号
S> conversation == 'idle' and phones == []
C> 空调还是不凉
S> '空调还是不凉' in wrote
C> 我说错了，我30岁
B> 已更正
B> 不会自动恢复
S> consent('complaint', 'call') != 'given' and phones == []
C> 可以留电话
B! 未满14
S> conversation == 'number'
