# Opting out at every step of the form: at once, a receipt, and the form goes on where it was.
# rules: CON-8
C> 退订
B> 已停止所有营销联系
B> 回执
S> ledger == [('withdrawn', '*', '*')] or all(kind == 'withdrawn' for kind, _, _ in ledger)
S> conversation == 'idle' and not draft
C> 投诉
C> TD
B> 请直接说说发生了什么
S> step == 'phenomenon' and state.phenomenon == 'empty'
C> 空调不制冷
C> T
B> 已停止
B> 1 会 2 不会 3 不确定
S> step == 'safety' and state.safety == 'empty'
C> 不会
C> 拒收
B> 是什么时候发生的？
S> step == 'when'
C> 昨天
C> STOP
B> 在哪里发生的？
S> step == 'where' and state.where == 'empty'
C> 绕城高速
C> /stop
B> 已停止
B> 什么车型
S> step == 'model' and state.model == 'empty'
C> 星驰S7
C> 不需要此类服务
B> 已停止
S> step == 'mileage_km'
C> 23000
C> 别再打电话了
B> 已停止给您打电话
S> step == 'purchase' and any(channel == 'call' for _, _, channel in ledger)
C> 跳过
C> 别再给我发短信了
B> 已停止给您发短信
B> 您希望怎么处理？
S> step == 'expectation'
C> 维修
C> 退订 保养提醒
B> 已停止“保养提醒”
S> step == 'evidence' and any(purpose == 'maintenance_reminder' for _, purpose, _ in ledger)
C> 没有
C> 全部退订
B> 处理结果也不会主动发给您
B> 请核对
S> step == 'summary' and draft
C> 提交
B> 已登记
S> complaints == 1
C> 别再联系我
B> 已停止对您的一切联系
S> consent('complaint', 'chat') == 'withdrawn'
