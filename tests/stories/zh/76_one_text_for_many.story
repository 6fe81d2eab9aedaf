# What was sent to many: he reads who and for what, stops it in one word, has it back, and stops it for good.
# rules: GATE-1 GATE-2 GATE-5 CON-8 CON-9
C> 想看看车
C> 跳过
C> 跳过
B> 最后一个问题，不同意也照样答复您的咨询
C> 同意
B> 已记下。同意：购车咨询跟进（聊天消息）
S> consent('presales_followup', 'chat') == 'given'
R> sales.1 sun: /群发 购车咨询跟进 星驰S7现车到店，欢迎来看
O> sales.1 现在能收到：1人
B> ∅
R> sales.1 sun: [press 同意发送]
O> sales.1 要由工号05以外的同事确认
B> ∅
R> sales.1 chen: [press 同意发送]
T> +PT2S
S> seen('星驰4S店销售部（购车咨询跟进）：星驰S7现车到店，欢迎来看') and seen('不想再收到，请回复“退订”。')
R> sales.1 sun: /群发 购车咨询跟进 还有试驾车
O> sales.1 现在没有人能收到
T> +PT1M
C> 不需要此类服务
B> 已停止“购车咨询跟进”，现在就生效。其他选择不变。撤回回执
B> 这是最近一次联系您或问您的用途
B> 恢复同意
S> consent('presales_followup', 'chat') == 'withdrawn' and ledger[-1] == ('withdrawn', 'presales_followup', '*')
T> +PT1M
@telegram C> [press 恢复同意]
@wechat C> 恢复同意
B> 已恢复：购车咨询跟进（聊天消息）。其他选择不变
S> consent('presales_followup', 'chat') == 'given'
T> +PT1M
C> 退订
B> 已停止所有营销联系
S> consent('presales_followup', 'chat') == 'withdrawn'
T> +P8D
C> 你好
R> sales.1 sun: /群发 购车咨询跟进 还有试驾车
O> sales.1 现在没有人能收到
O> sales.1 已退订1
B! 还有试驾车
C> 恢复同意
B> 没有可以恢复的撤回
S> consent('presales_followup', 'chat') == 'withdrawn'
